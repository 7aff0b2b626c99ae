"""The variables of the steps of a group that has ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from argogen.runner.frames.calls import Call
from argogen.runner.frames.request import LaunchError
from argogen.runner.model.reading import Data
from argogen.runner.nodes.node import Node
from argogen.runner.nodes.store import NodeStore
from argogen.runner.variables.aggregation import aggregate
from argogen.runner.variables.scope import build_node_values

Values = Mapping[str, Any]


def collect_values(
    steps: Iterable[Data], group: Node, calls: Iterable[Call], store: NodeStore
) -> Iterator[tuple[str, Values]]:
    """Yield the name and the variables of each step; `calls` are the runs of all of them.

    Raises AggregationError or LaunchError.
    """
    runs: dict[str, list[Node]] = {}
    for call in calls:
        if call.request.node is not None:
            runs.setdefault(call.request.identity.step, []).append(call.request.node)
    for step in steps:
        name, prefix = step["name"], f"steps.{step['name']}"
        node = store.find(f"{group.name}.{name}")
        if node is not None:
            yield name, build_node_values(prefix, node)
            continue
        items = runs.get(name, [])
        if items and step.get("inline") is not None:
            raise LaunchError("failed to get a template")
        yield name, {**aggregate(prefix, items), **build_node_values(prefix, group)}
