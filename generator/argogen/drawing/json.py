"""Graphs as JSON: `schemas/graph.schema.json` describes it."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping, Sequence
from typing import Any

from argogen.graph.model import Graph, Place
from argogen.records import Record

VERSION = 1
"""The version of the format; it changes if readers of an earlier one could fail."""

# The templates and calls of the manifest are not part of the graph.
_OMITTED = frozenset({"definition", "call", "elements", "templates"})
_REQUIRED = frozenset({"id", "name"})
_NAMES = {"continues_on": "continue_on", "is_daemon": "daemon", "is_excluded": "excluded"}


def write(graphs: Sequence[Graph]) -> str:
    """Return graphs as one JSON object."""
    described = {"version": VERSION, "graphs": [_describe_graph(graph) for graph in graphs]}
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def _describe_graph(graph: Graph) -> dict[str, Any]:
    parts = {"nodes": graph.nodes, "groups": graph.groups, "edges": graph.edges}
    head = {name: getattr(graph, name) for name in graph._fields if name != "edges"}
    return {**_describe_fields(head), **{name: [_describe(each) for each in part] for name, part in parts.items()}}


def _describe_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields without those that are empty; 0 is a value."""
    return {
        _NAMES.get(name, name): _describe(value)
        for name, value in fields.items()
        if name not in _OMITTED and (name in _REQUIRED or _is_set(value))
    }


def _is_set(value: Any) -> bool:
    return value is not None and value is not False and value != "" and value != ()


def _describe(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Place):
        return {"file": value.file, "line": value.line}
    if isinstance(value, Record):
        return _describe_fields({name: getattr(value, name) for name in value._fields})
    return [_describe(each) for each in value] if isinstance(value, list | tuple) else value
