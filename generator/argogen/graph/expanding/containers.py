"""The containers of a container set, which start in the order of their dependencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from argogen.graph.expanding.positions import Position
from argogen.graph.model import Edge, EdgeKind, Node, NodeKind, Retry
from argogen.records import EMPTY
from argogen.runner.frames.templates import Resolved
from argogen.runner.model.reading import Data


def list_containers(resolved: Resolved | None) -> Sequence[Data]:
    """Return the containers of a set of several; a set of one is like a container."""
    body = resolved.filled.get("containerSet") if resolved is not None else None
    containers = (body or EMPTY).get("containers") or ()
    return containers if len(containers) > 1 else ()


def build_containers(resolved: Resolved, set_position: Position, ids: Sequence[str]) -> list[Node]:
    """Return the nodes of the containers of a set with their ids."""
    retry = _read_retry(resolved.filled["containerSet"].get("retryStrategy"))
    return [
        Node(
            id=container_id, name=str(container.get("name") or container_id), group=set_position.id, call=container,
            place=set_position.origin.place, depth=set_position.depth + 1, retry=retry, kind=NodeKind.CONTAINER,
            image=str(container.get("image") or ""),
        )
        for container_id, container in zip(ids, list_containers(resolved), strict=True)
    ]  # fmt: skip


def build_needs(containers: Sequence[Node]) -> list[Edge]:
    """Return the edges between containers."""
    ids = {node.name: node.id for node in containers}
    return [
        Edge(ids[str(name)], node.id, EdgeKind.CONTAINER)
        for node in containers
        for name in node.call.get("dependencies") or ()
        if str(name) in ids
    ]


def _read_retry(strategy: Mapping[str, Any] | None) -> Retry | None:
    """Return how often the controller starts a container again."""
    return Retry(str(strategy.get("retries") or "0")) if strategy else None
