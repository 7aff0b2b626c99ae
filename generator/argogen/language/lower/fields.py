"""Settings as the fields of Argo that they become, made once for all leaves that share them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from argogen.argo.structure import Structure
from argogen.context import EnvSource, EnvVar, Metadata, Parameter, Retry
from argogen.language.lower.tag_writer import TagWriter
from argogen.language.tags import find_texts_with_tags
from argogen.language.vocabulary import fields_of

# Keys of containers and templates that have a place of their own in the Context.
_NAMED = frozenset({"env", "env_from", "mounts", "retry"})
# Fields of a template that come after those that pass through; of `retry` only an empty one is among them.
_LAST = ("deadline", "retry", "timeout", "pending_timeout")
_SHELL = ["sh", "-c"]


class Fields(NamedTuple):
    """What settings, other than `env` and `mounts`, come to.

    `template` and `container` are fields of those two objects in Argo's spelling, `shell` is the command before `run`.
    """

    template: Mapping[str, Any]
    container: Mapping[str, Any]
    shell: list[str]
    env_from: tuple[EnvSource, ...]
    retry: Retry | None
    metadata: Metadata | None


class FieldReader:
    """Builds what many templates of one pipeline share: the same object for the same, so that it is rendered once."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._known: dict[int, tuple[Mapping[str, Any], Fields | None]] = {}
        self._inputs: dict[str, Parameter] = {}
        self._variables: dict[tuple[str, str], EnvVar] = {}

    def read(self, settings: Mapping[str, Any], write: TagWriter) -> Fields:
        """Return the fields of some settings, `write` putting Argo's tags for the references in them."""
        if id(settings) not in self._known:
            has_tags = bool(find_texts_with_tags(settings))
            self._known[id(settings)] = (settings, None if has_tags else build_fields(settings, self._structure))
        return self._known[id(settings)][1] or build_fields(write(settings), self._structure)

    def build_input(self, name: str) -> Parameter:
        """Return an input that carries a value in: one object for all of a name."""
        if name not in self._inputs:
            self._inputs[name] = Parameter(name)
        return self._inputs[name]

    def build_variable(self, name: str, source: Mapping[str, Any]) -> EnvVar:
        """Return an environment variable of expanded settings: one object for all of a name and value."""
        if "value" not in source:
            fields = {key: item for key, item in source.items() if key != "valueFrom"}
            return EnvVar(name, value_from=source.get("valueFrom"), **fields)
        key = (name, source["value"])
        if key not in self._variables:
            self._variables[key] = EnvVar(*key)
        return self._variables[key]


def build_fields(settings: Mapping[str, Any], structure: Structure) -> Fields:
    """Return the fields of expanded settings in which all references are written out."""
    return Fields(
        template=structure.coerce(_template(settings), "Template"),
        container=structure.coerce(_container(settings), "Container"),
        shell=settings.get("shell", _SHELL),
        env_from=tuple(map(build_env_source, settings.get("env_from") or ())),
        retry=build_retry(settings.get("retry"), structure),
        metadata=_metadata(settings),
    )


def build_retry(retry: Mapping[str, Any] | None, structure: Structure) -> Retry | None:
    """Return Argo's RetryStrategy; none for an empty one, which is a field as it is."""
    if not retry:
        return None
    fields = structure.coerce(retry, "RetryStrategy")
    names = ("limit", "retryPolicy", "backoff", "expression", "affinity")
    return Retry(*(fields.get(name) for name in names))


def build_env_source(source: Mapping[str, Any]) -> EnvSource:
    """Return a whole ConfigMap or Secret as variables, given in argogen's short form or in Kubernetes' own."""
    named = {key: source[key] for key in ("prefix", "secret", "config_map", "optional") if key in source}
    return EnvSource(**named, others={key: item for key, item in source.items() if key not in named})


def _template(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that pass through, in the order of the vocabulary, and the durations."""
    fields = fields_of("Template")
    found = {fields[key]: settings[key] for key in fields if key in settings and key not in (*_NAMED, *_LAST)}
    return found | {fields[key]: settings[key] for key in _LAST if key in settings and is_field(key, settings[key])}


def is_field(key: str, value: Any) -> bool:
    """Return whether a value is a field as it is; of `retry`, which the Context holds as a Retry, only an empty one."""
    return key != "retry" or value == {}


def _container(settings: Mapping[str, Any]) -> dict[str, Any]:
    fields = fields_of("Container")
    return {fields[key]: settings[key] for key in fields if key in settings and key not in _NAMED}


def _metadata(settings: Mapping[str, Any]) -> Metadata | None:
    labels, annotations = settings.get("labels") or None, settings.get("annotations") or None
    return Metadata(labels=labels, annotations=annotations) if labels or annotations else None
