"""Read the workflow of a run, whose file may have been changed by others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.running.records.directory import WORKFLOW, RecordError, RunDirectory

_TEXTS = ("id", "name", "displayName", "type", "phase", "message", "templateName", "boundaryID")


def is_node(data: Any) -> bool:
    """Return whether JSON data has the fields of a node in their types."""
    if not isinstance(data, Mapping) or not all(isinstance(data.get(key, ""), str) for key in _TEXTS):
        return False
    children = data.get("children", ())
    return isinstance(children, list | tuple) and all(isinstance(child, str) for child in children)


def read_workflow(directory: RunDirectory) -> Mapping[str, Any]:
    """Return the workflow of a run, without fields if it was not written. Raises RecordError."""
    workflow = directory.read(WORKFLOW) or {}
    status = workflow.get("status", {})
    nodes = status.get("nodes", {}) if isinstance(status, Mapping) else None
    are_mappings = isinstance(nodes, Mapping) and isinstance(workflow.get("metadata", {}), Mapping)
    if not are_mappings or not all(map(is_node, nodes.values())):  # type: ignore[union-attr]
        raise RecordError(f"'{directory.path / WORKFLOW}' is not a workflow: it was changed; start a new run")
    return workflow
