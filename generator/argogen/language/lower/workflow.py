"""The head of the document: kind, metadata, schedule, and what the workflow itself is set to."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from argogen.argo.structure import Structure
from argogen.context import Hook, Metadata, Parameter, TemplateRef, Workflow
from argogen.language.collector import DiagnosticCollector
from argogen.language.lower.artifacts import build_artifacts
from argogen.language.lower.fields import build_retry, is_field
from argogen.language.lower.names import shorten
from argogen.language.lower.parameters import build_parameters
from argogen.language.lower.values import as_text
from argogen.language.lower.volumes import build_claim, build_volume
from argogen.language.model.drafts import Scope
from argogen.language.model.kinds import kind_of
from argogen.language.model.outline import Outline
from argogen.language.resolve.plumbing import TagWriter
from argogen.language.settings.expansion import expand
from argogen.language.vocabulary import body_of, fields_of
from argogen.yaml.node_path import NodePath

_EMPTY: Mapping[str, Any] = {}
_DESCRIPTION = "workflows.argoproj.io/description"
# Fields that have a place of their own in the Context.
_NAMED = frozenset({"retry", "entrypoint", "on_exit", "hooks", "volumes"})
# Fields that come after those that pass through.
_LAST = ("deadline", "retry", "image_pull_secrets", "pod_gc", "ttl")


def build_workflow(
    result: Outline, hooks: tuple[Hook, ...], structure: Structure, values: Mapping[str, str]
) -> Workflow:
    """The head of a pipeline's document; `values` replace those of its parameters."""
    data, write = result.data, TagWriter(Scope(result.host))
    volumes = write(data.get("volumes") or {}).items()
    short = {name: volume for name, volume in volumes if "claim_template" not in volume}
    claims = {name: volume for name, volume in volumes if "claim_template" in volume}
    parameters = build_parameters(data.get("parameters") or _EMPTY, ("parameters",), "value")
    return Workflow(
        kind=kind_of(data),
        metadata=_metadata(data, result.collector),
        cron=_cron(data, structure),
        event=data.get("event"),
        submit_metadata=data.get("submit_metadata"),
        entrypoint=result.main.name if result.main else data.get("entrypoint"),
        arguments=tuple(_set(parameter, values) for parameter in parameters),
        artifacts=build_artifacts(result.artifacts, result.host.path_of_input, Scope(result.host), structure),
        workflow_template_ref=_workflow_template_ref(result),
        on_exit=result.on_exit.name if result.on_exit else None,
        hooks=hooks,
        volumes=tuple(build_volume(name, volume, ("volumes", name)) for name, volume in short.items()),
        volume_claims=tuple(build_claim(name, volume, ("volumes", name)) for name, volume in claims.items()),
        retry=build_retry(write(expand("retry", data.get("retry"))), structure),
        settings=_settings(data, structure, write),
        custom=data.get("custom") or {},
        raw=data.get("argo") or {},
    )


def _set(parameter: Parameter, values: Mapping[str, str]) -> Parameter:
    if parameter.name not in values:
        return parameter
    return dataclasses.replace(parameter, value=values[parameter.name], value_from=None)


def _metadata(data: Mapping[str, Any], collector: DiagnosticCollector) -> Metadata:
    own = data.get("metadata") or _EMPTY
    is_workflow = kind_of(data) == "Workflow"
    return Metadata(
        name=own.get("name") or (None if is_workflow else data.get("name")),
        generate_name=own.get("generateName") or _prefix(data, own),
        namespace=data.get("namespace") or own.get("namespace"),
        labels=_joined("labels", own, data, collector),
        annotations=_joined("annotations", own, data, collector),
        others={
            k: v for k, v in own.items() if k not in ("name", "generateName", "namespace", "labels", "annotations")
        },
        origin=next((("metadata", key) for key in ("name", "generateName") if key in own), ("name",)),
    )


def _prefix(data: Mapping[str, Any], own: Mapping[str, Any]) -> str | None:
    """A workflow's name is generated, so that it can be submitted again; Kubernetes cuts what is over 58 characters."""
    if kind_of(data) != "Workflow" or "name" not in data or "name" in own:
        return None
    return f"{shorten(data['name'], 57)}-"


def _joined(
    key: str, own: Mapping[str, Any], data: Mapping[str, Any], collector: DiagnosticCollector
) -> Mapping[str, str] | None:
    """Labels or annotations of `metadata` and of the pipeline; the same one in both is an error."""
    added = {name: as_text(value) for name, value in (data.get(key) or _EMPTY).items() if value is not None}
    paths: dict[str, NodePath] = {name: (key, name) for name in added}
    if key == "annotations" and "description" in data:
        added = {_DESCRIPTION: data["description"], **added}
        paths.setdefault(_DESCRIPTION, ("description",))
        if _DESCRIPTION in (data.get(key) or _EMPTY):
            collector.error("set-twice", "the description is given twice", ("description",), key=True)
    for name in added:
        if name in (own.get(key) or _EMPTY):
            message = f"'{name}' stands in metadata.{key} too"
            collector.error("set-twice", message, paths[name], "keep one of them", key=True)
    joined = {**{name: as_text(value) for name, value in (own.get(key) or _EMPTY).items()}, **added}
    return joined or None


def _cron(data: Mapping[str, Any], structure: Structure) -> dict[str, Any]:
    """CronWorkflowSpec's own fields; one schedule, or several, in the form that the Argo version wants."""
    schedule = data.get("schedule")
    if schedule is None:
        return {}
    coerced: dict[str, Any] = structure.coerce(expand("schedule", schedule), "CronWorkflowSpec")
    return coerced


def _workflow_template_ref(result: Outline) -> TemplateRef | None:
    use = result.data.get("use")
    if use is None or result.main is not None or body_of(result.data) != "use":
        return None
    if isinstance(use, str):
        return TemplateRef(use)
    return TemplateRef(use["name"], cluster_scope=use.get("clusterScope"))


def _settings(data: Mapping[str, Any], structure: Structure, write: TagWriter) -> dict[str, Any]:
    """The fields that pass through, in the order of the vocabulary, and those that have a shorthand."""
    fields = fields_of("WorkflowSpec")
    passed = [key for key in fields if key not in (*_NAMED, *_LAST)]
    written = [key for key in (*passed, *_LAST) if data.get(key) is not None and is_field(key, data[key])]
    found = {fields[key]: expand(key, data[key]) for key in written}
    coerced: dict[str, Any] = write(structure.coerce(found, "WorkflowSpec"))
    return coerced
