"""Convert settings to Argo fields, once for all leaves that share them."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from argogen.argo.structure import Structure
from argogen.context import EnvSource, EnvVar, Metadata, Parameter, Retry, TemplateFields
from argogen.language.lower.expansion import may_add_variables
from argogen.language.lower.tag_writer import TagWriter
from argogen.language.tags import find_texts_with_tags
from argogen.language.vocabulary import fields_of
from argogen.records import Record

# Keys of containers with separate fields in the Context.
_NAMED = frozenset({"env", "env_from", "mounts"})
# Keys whose fields are last among the uninterpreted fields.
_LAST = ("deadline", "timeout", "pending_timeout")
# Fields that the examples of Argo have after the container, and their names in the Context.
_AFTER_BODY = {"initContainers": "init_containers", "sidecars": "sidecars"}
# Fields of a container that are copied to a Container under these names, and others with separate fields in it.
_PARTS = {"image": "image", "workingDir": "working_dir", "resources": "resources"}
_SEPARATE = frozenset({"command", "args", "source", "env", "envFrom", "volumeMounts"})
_SHELL = ("sh", "-c")


class Fields(Record):
    """The fields of settings other than `env` and `mounts`.

    `template` are the fields of a Template with a value, `container` the fields of a Kubernetes container, and `run`
    the fields of a Container with a shell program. `may_add_variables` if they may add variables besides its `env`.
    """

    template: Mapping[str, Any]
    container: Mapping[str, Any]
    run: Mapping[str, Any]
    env_from: tuple[EnvSource, ...]
    may_add_variables: bool


class FieldReader:
    """Builds objects that templates of a pipeline share: equal ones are the same object, which is rendered once."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._known: dict[int, tuple[Mapping[str, Any], Fields | None]] = {}
        self._inputs: dict[str, Parameter] = {}
        self._variables: dict[tuple[str, str], EnvVar] = {}

    def read(self, settings: Mapping[str, Any], write: TagWriter) -> Fields:
        """Return the fields of settings; `write` replaces references in them with Argo tags."""
        if not settings:
            return _build_no_fields(self._structure)
        if id(settings) not in self._known:
            has_tags = bool(find_texts_with_tags(settings))
            self._known[id(settings)] = (settings, None if has_tags else build_fields(settings, self._structure))
        return self._known[id(settings)][1] or build_fields(write(settings), self._structure)

    def build_input(self, name: str) -> Parameter:
        """Return a generated input: one object for all inputs of a name."""
        if name not in self._inputs:
            self._inputs[name] = Parameter(name)
        return self._inputs[name]

    def build_variable(self, name: str, source: Mapping[str, Any], write: TagWriter) -> EnvVar:
        """Return an environment variable of expanded settings: one object for all with the same name and value."""
        name = write(name)
        if "value" not in source:
            fields = {key: item for key, item in write(source).items() if key != "valueFrom"}
            return EnvVar(name, value_from=source.get("valueFrom"), **fields)
        key = (name, write(source["value"]))
        if key not in self._variables:
            self._variables[key] = EnvVar(*key)
        return self._variables[key]


def build_fields(settings: Mapping[str, Any], structure: Structure) -> Fields:
    """Return the fields of expanded settings with resolved references."""
    passed = structure.coerce(_template(settings), "Template")
    template = {
        "metadata": _metadata(settings),
        "retry": build_retry(settings.get("retry"), structure),
        "settings": TemplateFields({name: value for name, value in passed.items() if name not in _AFTER_BODY}),
        **{part: tuple(passed.get(name) or ()) for name, part in _AFTER_BODY.items()},
    }
    container = structure.coerce(_container(settings), "Container")
    env_from = tuple(map(build_env_source, settings.get("env_from") or ()))
    run = build_parts(container, tuple(settings.get("shell", _SHELL)))
    return Fields(
        template={part: value for part, value in template.items() if value},
        container=container,
        run={**run, "env_from": env_from} if env_from else run,
        env_from=env_from,
        may_add_variables=may_add_variables(settings),
    )


# Most templates of manifests have no settings.
@functools.lru_cache(maxsize=8)
def _build_no_fields(structure: Structure) -> Fields:
    return build_fields({}, structure)


def build_parts(fields: Mapping[str, Any], command: tuple[str, ...]) -> dict[str, Any]:
    """Return the fields of a Container that are copied from Kubernetes fields with a value."""
    named = {part: fields[name] for name, part in _PARTS.items() if fields.get(name) is not None}
    others = {name: value for name, value in fields.items() if name not in _PARTS and name not in _SEPARATE}
    return {**named, **({"command": command} if command else {}), **({"others": others} if others else {})}


def build_retry(retry: Mapping[str, Any] | None, structure: Structure) -> Retry | None:
    """Return Argo's RetryStrategy, None without one."""
    if not retry:
        return None if retry is None else Retry(endless=True)
    fields = structure.coerce(retry, "RetryStrategy")
    names = ("limit", "retryPolicy", "backoff", "expression", "affinity")
    return Retry(*(fields.get(name) for name in names))


def build_env_source(source: Mapping[str, Any]) -> EnvSource:
    """Return a ConfigMap or Secret as a source of variables, from the native form or the Kubernetes object."""
    named = {key: source[key] for key in ("prefix", "secret", "config_map", "optional") if key in source}
    return EnvSource(**named, others={key: item for key, item in source.items() if key not in named})


def _template(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the uninterpreted fields in the order of the vocabulary, then the durations."""
    return {field: settings[key] for key, field in _list_passed() if key in settings} if settings else {}


@functools.cache
def _list_passed() -> Sequence[tuple[str, str]]:
    fields = fields_of("Template")
    first = [key for key in fields if key not in ("retry", *_LAST)]
    return [(key, fields[key]) for key in (*first, *_LAST)]


def _container(settings: Mapping[str, Any]) -> dict[str, Any]:
    fields = fields_of("Container") if settings else {}
    return {field: settings[key] for key, field in fields.items() if key in settings and key not in _NAMED}


def _metadata(settings: Mapping[str, Any]) -> Metadata | None:
    labels, annotations = settings.get("labels") or None, settings.get("annotations") or None
    return Metadata(labels=labels, annotations=annotations) if labels or annotations else None
