"""Limits on the number of nodes that run at the same time, of the workflow and of templates."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from typing import Any, Generic, Protocol, TypeVar

from argogen.runner.nodes.node import ACTIVE, Node
from argogen.runner.nodes.store import NodeStore


class Waiting(Protocol):
    """A request that can wait."""

    @property
    def node(self) -> Node | None:
        """Its node, if it exists."""
        ...

    @property
    def boundary(self) -> Node | None:
        """The node of the template that contains it."""
        ...

    def __lt__(self, other: Any) -> bool:
        """Return whether Argo visits it earlier."""
        ...


Held = TypeVar("Held", bound=Waiting)


class Limits(Generic[Held]):
    """Admits requests as long as limits allow it, and holds the others back in the order of Argo.

    `boundaries` are the templates of steps and tasks that run, by the id of their node: None for inline templates,
    which have no limit in Argo.
    """

    def __init__(self, store: NodeStore, parallelism: Any) -> None:
        self._store = store
        self.parallelism = parallelism if isinstance(parallelism, int) else None
        self.boundaries: dict[str, Mapping[str, Any] | None] = {}
        self.daemons: list[Node] = []
        self._held: list[Held] = []
        self._held_by_boundary: dict[str, list[Held]] = {}

    def admit(self, request: Held) -> bool:
        """Return whether a request may run now; it is held back otherwise."""
        if self.is_workflow_full():
            heapq.heappush(self._held, request)
            return False
        if not self._is_admitted_by_boundary(request):
            assert request.boundary is not None
            heapq.heappush(self._held_by_boundary.setdefault(request.boundary.id, []), request)
            return False
        return True

    def has_room(self, request: Held) -> bool:
        """Return whether a request would be admitted, after those that are held back and come before it."""
        if self.is_workflow_full() or not self._is_admitted_by_boundary(request):
            return False
        is_first = not self._held or request < self._held[0]
        return is_first or self.parallelism is None or self._store.active_pods + 1 < self.parallelism

    def are_open(self, node: Node) -> bool:
        """Return whether Argo looks at a template of steps or tasks: not if the pods in it reach its limit.

        That also holds for the templates around it, and for the workflow.
        """
        if self.is_workflow_full():
            return False
        current: Node | None = node
        while current is not None:
            limit = (self.boundaries.get(current.id) or {}).get("parallelism")
            if isinstance(limit, int) and not current.is_retried and 0 < limit <= current.active_pods:
                return False
            current = current.boundary
        return True

    def is_workflow_full(self) -> bool:
        """Return whether the limit of the workflow is reached."""
        return self.parallelism is not None and self._store.active_pods >= self.parallelism

    def _is_admitted_by_boundary(self, request: Held) -> bool:
        boundary = request.boundary
        if boundary is None or (request.node is not None and request.node.phase in ACTIVE):
            return True
        return not self._is_boundary_full(boundary)

    def _is_boundary_full(self, boundary: Node) -> bool:
        template = self.boundaries.get(boundary.id)
        if template is None:
            return False
        if template.get("failFast") and boundary.unsuccessful:
            return True
        limit = template.get("parallelism")
        return isinstance(limit, int) and limit > 0 and boundary.active_children >= limit

    def pop(self) -> Held | None:
        """Return a request that was held back and may run now."""
        if self._held and not self.is_workflow_full():
            return heapq.heappop(self._held)
        for identity, held in self._held_by_boundary.items():
            boundary = held[0].boundary
            if boundary is not None and (boundary.is_completed or not self._is_boundary_full(boundary)):
                request = heapq.heappop(held)
                if not held:
                    del self._held_by_boundary[identity]
                if not boundary.is_completed:
                    return request
                return self.pop()
        return None

    def list_held(self) -> list[Held]:
        """Return the requests that are held back."""
        return [*self._held, *(request for held in self._held_by_boundary.values() for request in held)]
