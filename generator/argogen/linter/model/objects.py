"""Argo's objects in a Context by definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.structure import load_structure
from argogen.argo.structure.type_lookup import find_type
from argogen.argo.versions import VERSIONS
from argogen.context import Artifact, Template, Workflow
from argogen.language.vocabulary import object_fields
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.nodes import calls_of, fields_of
from argogen.yaml.node_path import NodePath


class ArgoObject(NamedTuple):
    """An object of a known definition, and the path to it from the origin of its node, in Argo's fields.

    `node` is the workflow or template that it is part of.
    """

    definition: str
    value: Mapping[str, Any]
    node: Workflow | Template
    origin: NodePath
    below: NodePath


class _At(NamedTuple):
    """The node that an object is part of."""

    node: Workflow | Template
    origin: NodePath


def find_objects(
    workflow: Workflow, templates: Iterable[Template], containers: Iterable[ContainerFields]
) -> Iterator[ArgoObject]:
    """Yield every object in passed-through fields, in the bodies of templates, in artifacts and containers."""
    yield from _walk("WorkflowSpec", fields_of(workflow), _At(workflow, workflow.origin), ())
    yield from _walk("CronWorkflowSpec", workflow.cron, _At(workflow, workflow.origin), ("schedule",))
    yield from _in_artifacts(workflow.artifacts, workflow)
    body_fields = object_fields()
    for template in templates:
        bodies = {field: getattr(template, name) for name, field in body_fields.items()}
        own = {**fields_of(template), **{field: body for field, body in bodies.items() if body is not None}}
        yield from _walk("Template", own, _At(template, template.origin), ())
        yield from _in_artifacts((*template.input_artifacts, *template.output_artifacts), template)
        for caller in calls_of(template):
            hooks = (artifact for hook in caller.call.hooks for artifact in hook.artifacts)
            yield from _in_artifacts((*caller.call.artifacts, *hooks), template)
    for container in containers:
        if container.below[0] in ("container", "script"):
            at = _At(container.template, container.origin)
            yield from _walk("Container", container.fields, at, container.below)


def _in_artifacts(artifacts: Iterable[Artifact], node: Workflow | Template) -> Iterator[ArgoObject]:
    for artifact in artifacts:
        named = {"name": artifact.name, "path": artifact.path, "from": artifact.reference}
        value = {**artifact.others, **{key: item for key, item in named.items() if item is not None}}
        yield from _walk("Artifact", value, _At(node, artifact.origin), ())


def _walk(type_: str, value: Any, at: _At, below: NodePath) -> Iterator[ArgoObject]:
    structure = load_structure(VERSIONS[-1])  # which has the fields of all
    waiting: list[tuple[str, Any, NodePath]] = [(type_, value, below)]
    while waiting:
        known, part, path = waiting.pop()
        if isinstance(part, (dict, Mapping)):
            if known[0] not in "[{" and known != "any":
                yield ArgoObject(known, part, at.node, at.origin, path)
            held = [(key, item) for key, item in part.items() if _holds(item)]
            waiting += [(find_type(known, structure, key), item, (*path, key)) for key, item in held]
        elif isinstance(part, (list, tuple)):
            waiting += [(find_type(known, structure), item, (*path, i)) for i, item in enumerate(part) if _holds(item)]


def _holds(item: Any) -> bool:
    return isinstance(item, (dict, list, tuple, Mapping))
