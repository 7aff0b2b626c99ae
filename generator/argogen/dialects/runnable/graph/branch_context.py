"""The location of a node in terms of runnable: for readers of the manifest, and for templates that call runnable.

The internal name of a node is a path of nodes and branches; a map has a placeholder for the branch, which runnable
replaces by the item (runnable/nodes.py and extensions/nodes.py of 0.9).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from argogen.dialects.runnable.graph.flow import DataFlow
from argogen.dialects.runnable.graph.graph import SUCCESS, Graph, GraphNode
from argogen.dialects.runnable.graph.needs import write_edges

ORIGINAL_NAME = "runnable/step"
_OF_ITEM, _OF_DAG = "map_variable_placeholder", "dag"


class BranchContext(NamedTuple):
    """The branch of nodes: the path before their names, and the loop variables of all enclosing maps."""

    path: str = ""
    items: tuple[str, ...] = ()

    def describe(self, node: GraphNode) -> dict[str, Any]:
        """Return the keys of a step that identify its node; a step with a graph ends in its success node."""
        described = {"kind": node.kind, "name": self._name(node), "iterates": list(self.items)}
        if node.kind == "map":
            described["item"] = node.data["iterate_as"]
        if "" in node.branches:
            described |= self.enter(node, "").describe_end(node.branches[""])
        return {"custom": {"runnable": described}}

    def describe_around(self) -> dict[str, Any]:
        """Return the key of a step that has no node, and only contains other steps."""
        return {"custom": {"runnable": {"kind": "around", "iterates": list(self.items)}}}

    def describe_graph(self, graph: Graph) -> dict[str, Any]:
        """Return the description of a branch: a step or the pipeline."""
        return {"runnable": {"kind": "graph", "iterates": list(self.items), **self.describe_end(graph)}}

    def describe_end(self, graph: Graph) -> dict[str, Any]:
        """Return the success node of a branch, if any, and its condition."""
        ends = DataFlow(graph).ends(SUCCESS)
        edges = [edge for _, found in ends for edge in found]
        return {"success": self._name(ends[0][0]), "success_needs": write_edges(edges)} if edges else {}

    def _name(self, node: GraphNode) -> str:
        return f"{self.path}{node.name}"

    def enter(self, node: GraphNode, branch: str) -> BranchContext:
        """Return the context of a branch of a node."""
        if node.kind == "map":
            return BranchContext(f"{self._name(node)}.{_OF_ITEM}.", (*self.items, node.data["iterate_as"]))
        return BranchContext(f"{self._name(node)}.{branch or _OF_DAG}.", self.items)


def name_original(node: GraphNode) -> dict[str, Any]:
    """Return the key of a step that keeps the original name of its node, if the name in Argo differs."""
    # Argo would parse braces as a tag.
    if node.name == node.slug or "{{" in node.name:
        return {}
    annotations = {"annotations": {ORIGINAL_NAME: node.name}}
    return annotations if node.kind == "task" else {"argo": {"metadata": annotations}}
