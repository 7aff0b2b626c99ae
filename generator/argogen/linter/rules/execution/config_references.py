"""Check references to ConfigMaps and Secrets that are documents of the same file: their keys, labels and values."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from argogen.context import Parameter, Template, Volume
from argogen.linter.model.flow.config_objects import CONFIG_MAP, SECRET, ConfigObject, ConfigObjects
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.severity import Severity
from argogen.suggestions import NameIndex, suggest
from argogen.yaml.node_path import NodePath

_TYPE = "workflows.argoproj.io/configmap-type"
_SIZE = re.compile(r"\+?[0-9]+", re.ASCII)
_NEVER = "the pod never starts"
# The keys of a pipeline for the fields of a reference.
_KEYS = {"name": "config_map"}
_RULE = "invalid-config-reference"


class _Place(NamedTuple):
    """The origin of a reference, and its path from there; without a path, the reference is a key of a pipeline."""

    origin: NodePath
    below: NodePath

    def locate(
        self, message: str, hint: str, field: str, text: str = "", severity: Severity | None = None
    ) -> RuleDiagnostic:
        """Return a violation at a field of the reference."""
        below = (*self.below, field) if self.below else (_KEYS.get(field, field),)
        return RuleDiagnostic(_RULE, message, self.origin, hint, field, text, below=below, severity=severity)


def check_config_references(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report keys that ConfigMaps and Secrets of the same file lack, and labels and values that Argo requires."""
    if subject.config_objects is not None:
        checks = _Checks(subject, subject.config_objects)
        yield from checks.check_variables()
        yield from checks.check_volumes()
        yield from checks.check_selectors()
        yield from checks.check_parameters()
        yield from checks.check_semaphores()
        yield from checks.check_caches()


class _Checks:
    """The checks of one manifest against the objects of its file."""

    def __init__(self, subject: Subject, objects: ConfigObjects) -> None:
        self._subject = subject
        self._objects = objects
        self._names: dict[int, NameIndex] = {}

    def _find(self, kind: str, name: Any, namespace: Any = None) -> ConfigObject | None:
        return self._objects.find(kind, name, namespace or self._subject.workflow.metadata.namespace)

    def _check_key(
        self, kind: str, reference: Mapping[str, Any], place: _Place, effect: str, name: str = "name"
    ) -> Iterator[RuleDiagnostic]:
        found, key = self._find(kind, reference.get(name)), reference.get("key")
        if found is None or not isinstance(key, str) or "{{" in key or key in found.values or reference.get("optional"):
            return
        message = f"{kind} '{reference[name]}' of this file has no key '{key}': {effect}"
        yield place.locate(message, suggest(key, self._index(found), "add the key"), "key", key)

    def _index(self, found: ConfigObject) -> NameIndex:
        return self._names.setdefault(id(found), NameIndex(found.values))

    def check_variables(self) -> Iterator[RuleDiagnostic]:
        """Check the keys of environment variables."""
        for container in self._subject.containers:
            for index, variable in enumerate(container.fields.get("env") or ()):
                for field, kind in (("configMapKeyRef", CONFIG_MAP), ("secretKeyRef", SECRET)):
                    reference = (variable.get("valueFrom") or {}).get(field)
                    if isinstance(reference, Mapping):
                        place = _Place(container.origin, (*container.below, "env", index, "valueFrom", field))
                        yield from self._check_key(kind, reference, place, _NEVER)

    def check_selectors(self) -> Iterator[RuleDiagnostic]:
        """Check the keys of Secrets with credentials of artifacts and others."""
        for each in self._subject.objects.get("SecretKeySelector", ()):
            if "env" not in each.below:
                place = _Place(each.origin, each.below)
                yield from self._check_key(SECRET, each.value, place, "the step fails")

    def check_volumes(self) -> Iterator[RuleDiagnostic]:
        """Check the keys of the items of volumes, and the files of volumes that are mounted alone."""
        subject = self._subject
        for volume in (*subject.workflow.volumes, *(volume for it in subject.all_templates for volume in it.volumes)):
            for kind, source, place in _list_sources(volume):
                found = self._find(kind, source.get("name"))
                for index, item in enumerate(source.get("items") or ()):
                    if found is not None and isinstance(item, Mapping) and not source.get("optional"):
                        reference = {**item, "name": source["name"]}
                        at = _Place(place.origin, (*place.below, "items", index))
                        yield from self._check_key(kind, reference, at, _NEVER)
        for template in subject.all_templates:
            yield from self._check_mounts(template)

    def _check_mounts(self, template: Template) -> Iterator[RuleDiagnostic]:
        containers = [it for it in self._subject.containers_of(template) if it.fields.get("volumeMounts")]
        files = {**self._shared, **self._index_files(template.volumes)} if template.volumes else self._shared
        for container in containers if files else ():
            for index, mount in enumerate(container.fields["volumeMounts"]):
                path, known = mount.get("subPath"), files.get(str(mount.get("name")))
                if known is None or not isinstance(path, str) or "{{" in path or not path.strip("/."):
                    continue
                wanted = path.strip("/").removeprefix("./")
                if not any(each == wanted or each.startswith(f"{wanted}/") for each in known):
                    message = f"volume '{mount.get('name')}' has no file '{path}': the mount is an empty directory"
                    place = _Place(container.origin, (*container.below, "volumeMounts", index))
                    hint = suggest(wanted, known, "use a key of the ConfigMap or Secret")
                    yield place.locate(message, hint, "subPath", path, Severity.WARNING)

    @functools.cached_property
    def _shared(self) -> Mapping[str, Sequence[str]]:
        """The files of the volumes that all templates can mount."""
        return self._index_files(self._subject.workflow.volumes)

    def _index_files(self, volumes: Iterable[Volume]) -> Mapping[str, Sequence[str]]:
        return {volume.name: listed for volume in volumes if (listed := self._list_files(volume)) is not None}

    def _list_files(self, volume: Volume) -> Sequence[str] | None:
        """Return the paths of the files in a volume with a known ConfigMap or Secret."""
        kind, name = (SECRET, volume.secret) if volume.secret is not None else (CONFIG_MAP, volume.config_map)
        found = self._find(kind, name)
        if found is None:
            return None
        return [str(item.get("path")) for item in volume.items] if volume.items else tuple(found.values)

    def check_parameters(self) -> Iterator[RuleDiagnostic]:
        """Check the label and the keys of ConfigMaps with values of parameters."""
        subject = self._subject
        for parameter in itertools.chain(subject.workflow.arguments, *(it.inputs for it in subject.all_templates)):
            yield from self._check_parameter(parameter)

    def _check_parameter(self, parameter: Parameter) -> Iterator[RuleDiagnostic]:
        source = parameter.value_from or {}
        reference = source.get("configMapKeyRef")
        if not isinstance(reference, Mapping) or source.get("default") is not None:
            return
        place = _Place(parameter.origin, ())
        found = self._find(CONFIG_MAP, reference.get("name"))
        if found is not None and found.labels.get(_TYPE) != "Parameter":
            yield self._report_label(reference, place, "Parameter", f"the parameter '{parameter.name}' has no value")
        else:
            yield from self._check_key(CONFIG_MAP, reference, place, "the workflow fails")

    def _report_label(self, reference: Mapping[str, Any], place: _Place, kind: str, effect: str) -> RuleDiagnostic:
        message = f"ConfigMap '{reference['name']}' of this file lacks the label '{_TYPE}: {kind}': {effect}"
        hint = f"add 'labels: {{{_TYPE}: {kind}}}' to the metadata of the ConfigMap"
        return place.locate(message, hint, "name", str(reference["name"]))

    def check_semaphores(self) -> Iterator[RuleDiagnostic]:
        """Check the keys of ConfigMaps with limits of semaphores, and the limits."""
        for each in self._subject.objects.get("SemaphoreRef", ()):
            reference = each.value.get("configMapKeyRef")
            if not isinstance(reference, Mapping):
                continue
            found = self._find(CONFIG_MAP, reference.get("name"), each.value.get("namespace"))
            place = _Place(each.origin, (*each.below, "configMapKeyRef"))
            yield from self._check_key(CONFIG_MAP, reference, place, "the lock is never acquired")
            size = found.values.get(str(reference.get("key"))) if found is not None else None
            if size is not None and not (_SIZE.fullmatch(size) and int(size) > 0):
                key = str(reference["key"])
                message = f"limit '{size}' of the semaphore is not a positive integer, so the lock is never acquired"
                hint = f"set '{key}' of the ConfigMap '{reference['name']}' to 1 or more"
                yield place.locate(message, hint, "key", key)

    def check_caches(self) -> Iterator[RuleDiagnostic]:
        """Check the label of ConfigMaps with the cache of memoization."""
        for each in self._subject.objects.get("Memoize", ()):
            reference = (each.value.get("cache") or {}).get("configMap")
            found = self._find(CONFIG_MAP, reference.get("name")) if isinstance(reference, Mapping) else None
            if found is not None and isinstance(reference, Mapping) and found.labels.get(_TYPE) != "Cache":
                place = _Place(each.origin, (*each.below, "cache", "configMap"))
                yield self._report_label(reference, place, "Cache", "Argo does not use it, and the step fails")


def _list_sources(volume: Volume) -> Iterator[tuple[str, Mapping[str, Any], _Place]]:
    """Yield the ConfigMaps and Secrets of a volume, also of a projected one."""
    own = {"items": volume.items, "optional": volume.optional}
    for kind, name, field in ((CONFIG_MAP, volume.config_map, "configMap"), (SECRET, volume.secret, "secret")):
        if name is not None:
            yield kind, {"name": name, **own}, _Place(volume.origin, (field,))
    projected = volume.source.get("projected")
    for index, source in enumerate((projected or {}).get("sources") or () if isinstance(projected, Mapping) else ()):
        for kind, field in ((CONFIG_MAP, "configMap"), (SECRET, "secret")):
            if isinstance(source, Mapping) and isinstance(source.get(field), Mapping):
                yield kind, source[field], _Place(volume.origin, ("projected", "sources", index, field))
