"""Nodes that wait for an event that never occurs, with the reason and the remedy."""

from __future__ import annotations

from argogen.runner.nodes.node import Node
from argogen.runner.run import Blockage


class Blockages:
    """The nodes that Argo would examine again and again."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Node, str, str]] = {}

    def add(self, name: str, node: Node, reason: str, remedy: str) -> None:
        """Record that a step, task or node of a name is blocked; `node` is the nearest node that exists."""
        self._found[name] = (node, reason, remedy)

    def list_blockages(self, workflow: str) -> list[Blockage]:
        """Return the blockages of nodes that have not ended."""
        return [
            Blockage(name.removeprefix(workflow), reason, remedy)
            for name, (node, reason, remedy) in self._found.items()
            if not node.is_completed
        ]
