"""Settings as the fields of Argo that they become, made once for all leaves that share them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from argogen.argo.structure import Structure
from argogen.context import EnvSource, Metadata, Retry
from argogen.language.lower.values import as_go_duration, as_seconds, as_text
from argogen.language.resolve.plumbing import TagWriter, texts_with_tags
from argogen.language.vocabulary import fields_of

_GPU = "nvidia.com/gpu"
# Keys of containers and templates that have a place of their own in the Context, or a form of their own below.
_NAMED = frozenset({"env", "env_from", "mounts", "retry", "deadline", "timeout", "pending_timeout"})


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
    """Makes the fields of settings; of the same settings the same object, so that it is rendered once, too."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._known: dict[int, tuple[Mapping[str, Any], Fields | None]] = {}

    def read(self, settings: Mapping[str, Any], write: TagWriter) -> Fields:
        """The fields of some settings, `write` putting Argo's tags for the references in them."""
        if id(settings) not in self._known:
            has_tags = bool(texts_with_tags(settings))
            self._known[id(settings)] = (settings, None if has_tags else build_fields(settings, self._structure))
        return self._known[id(settings)][1] or build_fields(write(settings), self._structure)


def build_fields(settings: Mapping[str, Any], structure: Structure) -> Fields:
    """The fields of settings in which all references are written out."""
    return Fields(
        template=structure.coerce(_template(settings), "Template"),
        container=structure.coerce(_container(settings), "Container"),
        shell=_shell(settings.get("shell", "sh")),
        env_from=tuple(map(build_env_source, settings.get("env_from") or ())),
        retry=build_retry(settings.get("retry"), structure),
        metadata=_metadata(settings),
    )


def build_retry(written: Any, structure: Structure) -> Retry | None:
    """Argo's RetryStrategy; a number, or a tag that gives one, is its limit. An empty one is a field as it is."""
    if written is None or written == {}:
        return None
    if not isinstance(written, dict):
        return Retry(limit=written)
    fields = structure.coerce(written, "RetryStrategy")
    names = ("limit", "retryPolicy", "backoff", "expression", "affinity")
    return Retry(*(fields.get(name) for name in names))


def build_env_source(source: Mapping[str, Any]) -> EnvSource:
    """A whole ConfigMap or Secret as variables, in argogen's short form or in Kubernetes' own."""
    named = {key: source[key] for key in ("prefix", "secret", "config_map", "optional") if key in source}
    return EnvSource(**named, others={key: item for key, item in source.items() if key not in named})


def name_gpu(resources: Any) -> Any:
    """Kubernetes' resources, with `gpu` under the name of the device plugin that nearly everyone has."""
    if not isinstance(resources, dict):
        return resources
    return {kind: _name_gpu(amounts) for kind, amounts in resources.items()}


def _name_gpu(amounts: Any) -> Any:
    if not isinstance(amounts, dict) or "gpu" not in amounts:
        return amounts
    return {_GPU if name == "gpu" else name: as_text(value) for name, value in amounts.items()}


def _template(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that pass through, in the order of the vocabulary, and the two durations."""
    fields = fields_of("Template")
    found = {fields[key]: settings[key] for key in fields if key in settings and key not in _NAMED}
    if "deadline" in settings:
        found["activeDeadlineSeconds"] = as_seconds(settings["deadline"])
    if settings.get("retry") == {}:
        found["retryStrategy"] = {}
    for key in ("timeout", "pending_timeout"):
        if key in settings:
            found[fields[key]] = as_go_duration(settings[key])
    return found


def _container(settings: Mapping[str, Any]) -> dict[str, Any]:
    fields = fields_of("Container")
    found = {fields[key]: settings[key] for key in fields if key in settings and key not in _NAMED}
    if "resources" in found:
        found["resources"] = name_gpu(found["resources"])
    return found


def _shell(written: Any) -> list[str]:
    return [written, "-c"] if isinstance(written, str) else written


def _metadata(settings: Mapping[str, Any]) -> Metadata | None:
    labels, annotations = (_texts(settings.get(key)) for key in ("labels", "annotations"))
    return Metadata(labels=labels, annotations=annotations) if labels or annotations else None


def _texts(written: Any) -> dict[str, str] | None:
    return {key: as_text(value) for key, value in written.items()} if written else None
