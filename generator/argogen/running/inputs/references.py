"""The ConfigMaps and Secrets to which a workflow refers, and the keys in them: those that do not exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from argogen.executors.pods.objects import CONFIG_MAP, SECRET, Objects
from argogen.runner.variables.scope import list_parameters

Data = Mapping[str, Any]
Problem = tuple[str, str]
_OBJECTS = (("configMapRef", CONFIG_MAP), ("secretRef", SECRET))
_KEYS = (("configMapKeyRef", CONFIG_MAP), ("secretKeyRef", SECRET))
_VOLUMES = (("configMap", CONFIG_MAP), ("secret", SECRET))


class References:
    """Checks references to the objects of a run: problems, each with a hint."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def check_fields(self, fields: Data) -> Iterator[Problem]:
        """Yield the problems of a template, apart from its containers and volumes, or of a workflow."""
        for header in (fields.get("http") or {}).get("headers") or ():
            yield from self._check_keys(header.get("valueFrom") or {})
        yield from self.check_parameters(fields.get("inputs"))
        tasks = (fields.get("dag") or {}).get("tasks") or ()
        for call in (*(step for group in fields.get("steps") or () for step in group), *tasks):
            yield from self.check_parameters(call.get("arguments"))
        locks = fields.get("synchronization") or {}
        for semaphore in (locks.get("semaphore"), *(locks.get("semaphores") or ())):
            yield from self._check_keys(semaphore or {})

    def check_parameters(self, ports: Data | None, given: Collection[str] = ()) -> Iterator[Problem]:
        """Yield the problems of inputs or arguments, without those that are given."""
        for parameter in list_parameters(ports):
            source = parameter.get("valueFrom") or {}
            if "default" not in source and "value" not in parameter and parameter.get("name") not in given:
                yield from self._check_keys(source)

    def check_environment(self, container: Data) -> Iterator[Problem]:
        """Yield the problems of the variables of a container."""
        for source in container.get("envFrom") or ():
            for field, kind in _OBJECTS:
                if source.get(field):
                    yield from self._check(kind, source[field], None)
        for variable in container.get("env") or ():
            yield from self._check_keys(variable.get("valueFrom") or {})

    def check_volume(self, volume: Data) -> Iterator[Problem]:
        """Yield the problems of a volume."""
        for source in (volume, *((volume.get("projected") or {}).get("sources") or ())):
            for field, kind in _VOLUMES:
                if source.get(field):
                    keys = [str(item.get("key")) for item in source[field].get("items") or ()]
                    for key in keys or (None,):
                        yield from self._check(kind, source[field], key)

    def _check_keys(self, source: Data) -> Iterator[Problem]:
        for field, kind in _KEYS:
            if source.get(field):
                yield from self._check(kind, source[field], source[field].get("key"))

    def _check(self, kind: str, reference: Data, key: str | None) -> Iterator[Problem]:
        name = str(reference.get("name") or reference.get("secretName") or "")
        if reference.get("optional") or "{{" in f"{name}{key}":
            return
        values, place = self._objects.find(kind, name), f"{name}.{key or 'KEY'}"
        option = f"--secret {place}@FILE" if kind == SECRET else f"--config-map {place}=VALUE"
        if values is None:
            yield f"{kind} '{name}' does not exist", f"add it with {option}, or a file with --ref"
        elif key is not None and key not in values:
            yield f"{kind} '{name}' has no key '{key}'", f"add it with {option}"
