"""All nodes of a run: their creation, their phases, and the counts that limits refer to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from argogen.runner.nodes.node import ACTIVE, DAG, FULFILLED, POD, STEPS, UNSUCCESSFUL, Node

_SEPARATOR = re.compile(r"(\[[0-9]+\])?\.")
_COUNTED = frozenset((POD, STEPS, DAG))
_OFFSET, _PRIME, _MASK = 2166136261, 16777619, 0xFFFFFFFF


def hash_name(name: str) -> int:
    """Return the 32-bit FNV-1a hash of a name, which is part of the id of a node."""
    value = _OFFSET
    for byte in name.encode("utf-8", "surrogatepass"):
        value = ((value ^ byte) * _PRIME) & _MASK
    return value


def make_node_id(workflow: str, name: str) -> str:
    """Return the id of a node of a workflow."""
    return name if name == workflow else f"{workflow}-{hash_name(name)}"


class NodeStore:
    """The nodes of a run by name. `changed` collects those that change, unless it is None."""

    def __init__(self, workflow: str, now: Callable[[], int]) -> None:
        self.workflow, self._now = workflow, now
        self._by_name: dict[str, Node] = {}
        self.active_pods = 0
        self.changed: dict[str, Node] | None = None

    def __len__(self) -> int:
        return len(self._by_name)

    def __iter__(self) -> Iterator[Node]:
        return iter(self._by_name.values())

    def find(self, name: str) -> Node | None:
        """Return a node by name."""
        return self._by_name.get(name)

    def make_id(self, name: str) -> str:
        """Return the id of a node."""
        return make_node_id(self.workflow, name)

    def create(self, name: str, kind: str, boundary: Node | None, phase: str, message: str = "") -> Node:
        """Return a new node."""
        now = self._now()
        node = Node(self.make_id(name), name, kind, boundary, phase, now)
        node.display_name = name
        if boundary is not None:
            shown = name.removeprefix(boundary.name)
            found = _SEPARATOR.match(shown)
            node.display_name = shown[found.end() :] if found else shown
        if phase in FULFILLED:
            node.finished_at = now
        node.message = message
        self._by_name[name] = node
        self._count(node, 1)
        if self.changed is not None:
            self.changed[name] = node
        return node

    def set_phase(self, node: Node, phase: str, message: str | None = None) -> None:
        """Change the phase of a node, and its message unless it is None."""
        if node.phase != phase:
            self._count(node, -1)
            node.phase = phase
            self._count(node, 1)
        if message is not None:
            node.message = message
        if self.changed is not None:
            self.changed[node.name] = node
        if node.is_fulfilled and not node.finished_at:
            node.finished_at = self._now()

    def set_pod(self, node: Node, *, exists: bool) -> None:
        """Record that the pod of a node exists, so that it counts for limits."""
        self._count(node, -1)
        node.has_pod = exists
        self._count(node, 1)

    def _count(self, node: Node, sign: int) -> None:
        is_active_pod = node.has_pod and node.phase in ACTIVE
        self.active_pods += sign * is_active_pod
        boundary = node.boundary
        if boundary is None:
            return
        boundary.active_pods += sign * is_active_pod
        if node.type in _COUNTED:
            boundary.active_children += sign * (node.phase in ACTIVE)
            boundary.unsuccessful += sign * (node.phase in UNSUCCESSFUL)
