"""Templates of the Context: every draft with its fields, its container or calls, and its references written out."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, NamedTuple

from argogen.argo.structure import Structure
from argogen.context import Artifact, Call, Container, Parameter, Template, Volume
from argogen.language.code.functions import build_notebook, build_python, is_code
from argogen.language.code.manifests import with_text
from argogen.language.lower.artifacts import build_artifacts, list_outputs
from argogen.language.lower.containers import body_object, build_container
from argogen.language.lower.fields import FieldReader, Fields
from argogen.language.lower.parameters import build_outputs, build_parameters
from argogen.language.lower.values import as_text, as_value
from argogen.language.lower.volumes import build_mounts, build_volume
from argogen.language.model.drafts import Scope, TemplateModel
from argogen.language.resolve.plumbing import TagWriter
from argogen.language.settings.merging import EffectiveSettings
from argogen.language.vocabulary import has_container, is_object, keys

# Fields that Argo's own examples write after the container.
_AFTER_BODY = frozenset({"initContainers", "sidecars"})
_CONSTRUCTS = {"run": "container", "tasks": "dag", "use": "steps", "container_set": "container-set"}


class Surroundings(NamedTuple):
    """What all templates of a pipeline share: the maker of fields, Argo's structure, the names of its volumes."""

    reader: FieldReader
    structure: Structure
    volumes: frozenset[str]


def build_template(
    draft: TemplateModel,
    settings: EffectiveSettings,
    calls: tuple[tuple[Call, ...], ...],
    raw: Mapping[str, Any],
    around: Surroundings,
) -> Template:
    """One template; `calls` are those of its steps or tasks, already built."""
    write = TagWriter(Scope(draft))
    fields = around.reader.read(settings.base, write)
    own = _own_volumes(draft, write) if "volumes" in draft.data else ()
    container, mounted = _container(draft, settings, fields, around, own, write)
    is_dag = draft.body == "tasks"
    return Template(
        name=draft.name,
        construct=_CONSTRUCTS.get(draft.body, draft.body),
        metadata=fields.metadata,
        inputs=_inputs(draft),
        input_artifacts=_input_artifacts(draft, around.structure),
        outputs=tuple(build_outputs(draft, write, write.expression)) if draft.outputs or draft.forwarded else (),
        output_artifacts=_output_artifacts(draft, around.structure),
        retry=fields.retry,
        settings=_settings(draft, fields),
        container=container,
        python=build_python(draft),
        notebook=build_notebook(draft, write),
        init_containers=tuple(fields.template.get("initContainers") or ()),
        sidecars=tuple(fields.template.get("sidecars") or ()),
        volumes=(*own, *mounted),
        steps=() if is_dag else calls,
        tasks=tuple(call for group in calls for call in group) if is_dag else (),
        target=write(draft.data.get("target")) if is_dag else None,
        fail_fast=draft.data.get("fail_fast") if is_dag else None,
        **_object(draft, around.structure, write),
        custom=draft.data.get("custom") or {},
        raw=raw,
        origin=draft.path,
    )


def _own_volumes(draft: TemplateModel, write: TagWriter) -> tuple[Volume, ...]:
    """The volumes that a template declares; the pipeline's own are the workflow's."""
    volumes = (draft.data["volumes"] or {}).items() if draft.path else ()
    return tuple(build_volume(name, write(data), (*draft.path, "volumes", name)) for name, data in volumes)


def _container(
    draft: TemplateModel,
    settings: EffectiveSettings,
    fields: Fields,
    around: Surroundings,
    own: tuple[Volume, ...],
    write: TagWriter,
) -> tuple[Container | None, tuple[Volume, ...]]:
    if not has_container(draft.body):
        return None, ()
    mounts = around.structure.coerce(body_object(draft).get("volumeMounts") or [], "[VolumeMount]")
    declared = around.volumes.union(volume.name for volume in own)
    mounts, volumes = build_mounts(mounts, settings.mounts, declared, write, draft.path)
    return build_container(draft, fields, settings.env, mounts, around.structure, write), volumes


def _object(draft: TemplateModel, structure: Structure, write: TagWriter) -> dict[str, Any]:
    """The body that is one object of Argo's, such as `suspend`, by its name in the Context."""
    if not is_object(draft.body):
        return {}
    field = structure.field("Template", keys()[draft.body].argo["Template"])
    assert field is not None
    body = write(structure.coerce(draft.data[draft.body] or {}, field.type))
    return {draft.body: with_text(body) if draft.body == "resource" else body}


def _inputs(draft: TemplateModel) -> tuple[Parameter, ...]:
    if draft.component:
        form = as_value if is_code(draft.body) else as_text
        declared = build_parameters(draft.inputs, (*draft.path, "parameters"), "default", form)
    else:
        declared = tuple(Parameter(name, origin=(*draft.path, "with", name)) for name in draft.inputs)
    return (*declared, *(_carrier(name) for source, name in draft.plumbed.items() if source.kind == "parameters"))


@functools.lru_cache(1024)
def _carrier(name: str) -> Parameter:
    """An input that carries a value in; one object for all of a name, so that it is rendered once."""
    return Parameter(name)


def _input_artifacts(draft: TemplateModel, structure: Structure) -> tuple[Artifact, ...]:
    declared = build_artifacts(draft.artifacts, draft.path_of_input, Scope(draft), structure) if draft.artifacts else ()
    return (*declared, *(Artifact(name) for source, name in draft.plumbed.items() if source.kind == "artifacts"))


def _output_artifacts(draft: TemplateModel, structure: Structure) -> tuple[Artifact, ...]:
    if not draft.output_artifacts:
        return ()
    full = list_outputs(draft)
    return build_artifacts(full, draft.path_of_output_artifact, Scope(draft), structure)


def _settings(draft: TemplateModel, fields: Fields) -> Mapping[str, Any]:
    passed = fields.template
    if not passed.keys().isdisjoint(_AFTER_BODY):
        passed = {name: value for name, value in passed.items() if name not in _AFTER_BODY}
    return {**passed, **_composite_fields(draft)} if draft.groups else passed


def _composite_fields(draft: TemplateModel) -> dict[str, Any]:
    """Fields that only steps and tasks have; what the pipeline says of `parallelism` is the workflow's."""
    found: dict[str, Any] = {}
    if draft.body != "tasks" and "fail_fast" in draft.data:
        found["failFast"] = draft.data["fail_fast"]
    parallelism = draft.parallelism or (draft.data.get("parallelism") if draft.path else None)
    if parallelism is not None:
        found["parallelism"] = parallelism
    return found
