"""Templates of the Context: every draft with its settings, its container or calls, and its references written out."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from argogen.context import Call, Container, Metadata, Mount, Parameter, Retry, Template, Volume
from argogen.normalize.containers import body_object, build_container
from argogen.normalize.drafts import Draft, Spot
from argogen.normalize.parameters import build_outputs, build_parameters
from argogen.normalize.plumbing import Writer
from argogen.normalize.values import as_go_duration, as_seconds, as_text
from argogen.normalize.volumes import build_mounts
from argogen.structure import Structure
from argogen.vocabulary import fields_of

_CONSTRUCTS = {"run": "container", "tasks": "dag", "use": "steps"}
# Fields that have a place of their own in the Context, or a form of their own below.
_NAMED = frozenset({"retry", "deadline", "timeout", "outputs", "run", "script", "container", "suspend", "steps"})


def build_template(
    draft: Draft,
    settings: Mapping[str, Any],
    calls: tuple[tuple[Call, ...], ...],
    raw: Mapping[str, Any],
    structure: Structure,
) -> Template:
    """One template; `calls` are those of its steps or tasks, already built."""
    write = Writer(Spot(draft))
    container, volumes = _container(draft, settings, structure, write)
    is_dag = draft.body == "tasks"
    return Template(
        name=draft.name,
        construct=_CONSTRUCTS.get(draft.body, draft.body),
        metadata=_metadata(settings, write),
        inputs=_inputs(draft),
        outputs=tuple(build_outputs(draft, write, write.expression)),
        retry=build_retry(write(settings.get("retry")), structure),
        settings=_settings(draft, settings, structure, write),
        container=container,
        volumes=volumes,
        steps=() if is_dag else calls,
        tasks=tuple(call for group in calls for call in group) if is_dag else (),
        target=write(draft.data.get("target")) if is_dag else None,
        fail_fast=draft.data.get("fail_fast") if is_dag else None,
        suspend=write(draft.data["suspend"] or {}) if draft.body == "suspend" else None,
        raw=raw,
        origin=draft.path,
    )


def build_retry(written: Any, structure: Structure) -> Retry | None:
    """Argo's RetryStrategy; a number, or a tag that gives one, is its limit."""
    if written is None:
        return None
    if not isinstance(written, dict):
        return Retry(limit=written)
    fields = structure.coerce(written, "RetryStrategy")
    names = ("limit", "retryPolicy", "backoff", "expression", "affinity")
    return Retry(*(fields.get(name) for name in names))


def _container(
    draft: Draft, settings: Mapping[str, Any], structure: Structure, write: Writer
) -> tuple[Container | None, tuple[Volume, ...]]:
    if draft.body not in ("run", "script", "container"):
        return None, ()
    mounts: tuple[Mount, ...]
    own = body_object(draft).get("volumeMounts") or []
    mounts, volumes = build_mounts(own, settings.get("mounts") or {}, write, draft.path)
    return build_container(draft, settings, structure, write, mounts), volumes


def _metadata(settings: Mapping[str, Any], write: Writer) -> Metadata | None:
    labels, annotations = (_texts(settings.get(key)) for key in ("labels", "annotations"))
    if not labels and not annotations:
        return None
    return Metadata(labels=write(labels), annotations=write(annotations))


def _texts(written: Any) -> dict[str, str] | None:
    if not written:
        return None
    return {key: as_text(value) for key, value in written.items()}


def _inputs(draft: Draft) -> tuple[Parameter, ...]:
    if draft.component:
        declared = build_parameters(draft.inputs, (*draft.path, "parameters"), "default")
    else:
        declared = tuple(Parameter(name, origin=(*draft.path, "with", name)) for name in draft.inputs)
    return (*declared, *map(_carrier, draft.plumbed.values()))


@functools.lru_cache(1024)
def _carrier(name: str) -> Parameter:
    """An input that carries a value in; one object for all of a name, so that it is rendered once."""
    return Parameter(name)


def _settings(draft: Draft, settings: Mapping[str, Any], structure: Structure, write: Writer) -> dict[str, Any]:
    """The fields that pass through, in the order of the vocabulary."""
    fields = fields_of("Template")
    found = {field: settings[key] for key, field in fields.items() if key in settings and key not in _NAMED}
    if draft.body != "tasks" and "fail_fast" in draft.data:
        found["failFast"] = draft.data["fail_fast"]
    parallelism = draft.parallelism or (draft.data.get("parallelism") if draft.path else None)
    if parallelism is not None:
        found["parallelism"] = parallelism
    if "deadline" in settings:
        found["activeDeadlineSeconds"] = as_seconds(settings["deadline"])
    if "timeout" in settings:
        found["timeout"] = as_go_duration(settings["timeout"])
    written: dict[str, Any] = write(structure.coerce(found, "Template"))
    return written
