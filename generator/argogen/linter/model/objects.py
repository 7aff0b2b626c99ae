"""Find the Argo objects in a Context, with their definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from argogen.argo.structure import load_structure
from argogen.argo.structure.type_lookup import find_type
from argogen.argo.versions import VERSIONS
from argogen.context import Artifact, Hook, Template, Workflow
from argogen.language.vocabulary import object_fields
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.nodes import calls_of, fields_of
from argogen.records import TupleRecord
from argogen.yaml.node_path import NodePath


class ArgoObject(TupleRecord):
    """An object with a known definition, and the path of Argo fields from the origin of its node.

    `node` is the workflow or template that contains the object.
    """

    definition: str
    value: Mapping[str, Any]
    node: Workflow | Template
    origin: NodePath
    below: NodePath


# The definitions of the containers that are no part of the body of a template.
_CONTAINERS = {
    "container": "Container",
    "script": "Container",
    "initContainers": "UserContainer",
    "sidecars": "UserContainer",
}
# Types of values without nested objects.
_SCALARS = frozenset({str, int, float, bool, type(None)})


def find_objects(
    workflow: Workflow, templates: Iterable[Template], containers: Iterable[ContainerFields]
) -> Iterator[ArgoObject]:
    """Yield every object in passed-through fields, in the bodies of templates, in artifacts and containers."""
    yield from walk_object("WorkflowSpec", fields_of(workflow), workflow, workflow.origin)
    yield from walk_object("CronWorkflowSpec", workflow.cron, workflow, workflow.origin, ("schedule",))
    yield from _in_artifacts((*workflow.artifacts, *_artifacts_of(workflow.hooks)), workflow)
    body_fields = object_fields()
    for template in templates:
        bodies = {field: body for name, field in body_fields.items() if (body := getattr(template, name)) is not None}
        yield from walk_object("Template", {**fields_of(template), **bodies}, template, template.origin)
        yield from _in_artifacts((*template.input_artifacts, *template.output_artifacts), template)
        for caller in calls_of(template):
            if caller.call.artifacts or caller.call.hooks:
                yield from _in_artifacts((*caller.call.artifacts, *_artifacts_of(caller.call.hooks)), template)
    for container in containers:
        known = _CONTAINERS.get(str(container.below[0]))
        if known is not None:
            yield from walk_object(known, container.fields, container.template, container.origin, container.below)


def _artifacts_of(hooks: Iterable[Hook]) -> Iterator[Artifact]:
    return (artifact for hook in hooks for artifact in hook.artifacts)


def _in_artifacts(artifacts: Iterable[Artifact], node: Workflow | Template) -> Iterator[ArgoObject]:
    for artifact in artifacts:
        named = {"name": artifact.name, "path": artifact.path, "from": artifact.reference}
        value = {**artifact.others, **{key: item for key, item in named.items() if item is not None}}
        yield from walk_object("Artifact", value, node, artifact.origin)


def walk_object(
    definition: str, value: Any, node: Workflow | Template, origin: NodePath, below: NodePath = ()
) -> Iterator[ArgoObject]:
    """Yield an object of a definition at a path below the origin of a part of a node, and the objects in it."""
    structure = load_structure(VERSIONS[-1])  # the latest version has all fields
    waiting: list[tuple[str, Any, NodePath]] = [(definition, value, below)]
    while waiting:
        known, part, path = waiting.pop()
        if isinstance(part, (dict, Mapping)):
            if known[0] not in "[{" and known != "any":
                yield ArgoObject._make((known, part, node, origin, path))  # a manifest has hundreds
            held = [(key, item) for key, item in part.items() if type(item) not in _SCALARS]
            waiting += [(find_type(known, structure, key), item, (*path, key)) for key, item in held]
        elif isinstance(part, (list, tuple)):
            items = [(index, item) for index, item in enumerate(part) if type(item) not in _SCALARS]
            waiting += [(find_type(known, structure), item, (*path, index)) for index, item in items]
