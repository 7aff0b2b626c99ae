"""Templates of the Context: every draft with its fields, its container or calls, and its references written out."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from argogen.context import Call, Container, Parameter, Template, Volume
from argogen.normalize.containers import body_object, build_container
from argogen.normalize.drafts import Draft, Spot
from argogen.normalize.fields import FieldReader, Fields
from argogen.normalize.parameters import build_outputs, build_parameters
from argogen.normalize.plumbing import Writer
from argogen.normalize.settings import Effective
from argogen.normalize.volumes import build_mounts
from argogen.structure import Structure

_CONSTRUCTS = {"run": "container", "tasks": "dag", "use": "steps"}


def build_template(
    draft: Draft,
    settings: Effective,
    calls: tuple[tuple[Call, ...], ...],
    raw: Mapping[str, Any],
    reader: FieldReader,
    structure: Structure,
) -> Template:
    """One template; `calls` are those of its steps or tasks, already built."""
    write = Writer(Spot(draft))
    fields = reader.read(settings.base, write)
    container, volumes = _container(draft, settings, fields, structure, write)
    is_dag = draft.body == "tasks"
    return Template(
        name=draft.name,
        construct=_CONSTRUCTS.get(draft.body, draft.body),
        metadata=fields.metadata,
        inputs=_inputs(draft),
        outputs=tuple(build_outputs(draft, write, write.expression)) if draft.outputs or draft.forwarded else (),
        retry=fields.retry,
        settings={**fields.template, **_composite_fields(draft)} if draft.groups else fields.template,
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


def _container(
    draft: Draft, settings: Effective, fields: Fields, structure: Structure, write: Writer
) -> tuple[Container | None, tuple[Volume, ...]]:
    if draft.body not in ("run", "script", "container"):
        return None, ()
    own = body_object(draft).get("volumeMounts") or []
    mounts, volumes = build_mounts(own, settings.mounts, write, draft.path)
    return build_container(draft, fields, settings.env, mounts, structure, write), volumes


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


def _composite_fields(draft: Draft) -> dict[str, Any]:
    """Fields that only steps and tasks have; what the pipeline says of `parallelism` is the workflow's."""
    found: dict[str, Any] = {}
    if draft.body != "tasks" and "fail_fast" in draft.data:
        found["failFast"] = draft.data["fail_fast"]
    parallelism = draft.parallelism or (draft.data.get("parallelism") if draft.path else None)
    if parallelism is not None:
        found["parallelism"] = parallelism
    return found
