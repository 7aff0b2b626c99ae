"""List the expressions of a WorkflowEventBinding, which Argo evaluates for each event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.expressions.expr.functions import load_builtin_functions
from argogen.argo.variables import VariableScope, list_fields
from argogen.context import Workflow
from argogen.linter.model.expressions import LocatedExpression, Names
from argogen.linter.model.nodes import mapping_in
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

EVENT: Names = list_fields(VariableScope.EVENT)


def list_binding_expressions(workflow: Workflow) -> Iterator[LocatedExpression]:
    """Yield the selector, the metadata and the parameters of a WorkflowEventBinding."""
    if workflow.event is not None:
        selector = _locate(workflow.event, workflow.origin, "selector", ("event",))
        yield selector._replace(is_condition=True)
    for path, text in _list_metadata(workflow.submit_metadata or {}):
        located = _locate(text, workflow.origin, str(path[-1]), ("submit_metadata", *path))
        yield located._replace(functions=None)
    for parameter in workflow.arguments:
        if event := to_string((parameter.value_from or {}).get("event") or ""):
            yield _locate(event, parameter.origin, "event", ())


def _locate(text: str, origin: NodePath, field: str, below: NodePath) -> LocatedExpression:
    functions = load_builtin_functions()
    return LocatedExpression(text, text, origin, field, names=EVENT, has_tags=False, functions=functions, below=below)


def _list_metadata(metadata: Mapping[str, Any]) -> Iterator[tuple[NodePath, str]]:
    """Yield the expressions of metadata; Argo ignores an empty name."""
    for field in ("name", "generateName"):
        if text := to_string(metadata.get(field) or ""):
            yield (field,), text
    for field in ("labels", "annotations"):
        texts = mapping_in(metadata, field)
        yield from (((field, key), to_string(text)) for key, text in texts.items() if text is not None)
