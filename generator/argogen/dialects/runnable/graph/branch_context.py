"""Where a node is, in runnable's own terms: for people who read the manifest, and for templates that call runnable.

A node's name there is a path of nodes and branches; a map stands in for each of its branches with a word that runnable
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
    """The branch that nodes are in: the path before their names, and the names of the items of all maps around."""

    path: str = ""
    items: tuple[str, ...] = ()

    def describe(self, node: GraphNode) -> dict[str, Any]:
        """Return the keys of a step that say which node it is; one that holds a graph ends in its success node."""
        described = {"kind": node.kind, "name": self._name(node), "iterates": list(self.items)}
        if node.kind == "map":
            described["item"] = node.data["iterate_as"]
        if "" in node.branches:
            described |= self.enter(node, "").describe_end(node.branches[""])
        return {"custom": {"runnable": described}}

    def describe_around(self) -> dict[str, Any]:
        """Return the key of a step that is there for Argo's sake alone: what it holds is what matters."""
        return {"custom": {"runnable": {"kind": "around", "iterates": list(self.items)}}}

    def describe_graph(self, graph: Graph) -> dict[str, Any]:
        """Return the description of a step, or of the pipeline, that is a branch."""
        return {"runnable": {"kind": "graph", "iterates": list(self.items), **self.describe_end(graph)}}

    def describe_end(self, graph: Graph) -> dict[str, Any]:
        """Return the node in which a branch ends well, if there is one, and what it waits for."""
        ends = DataFlow(graph).ends(SUCCESS)
        edges = [edge for _, found in ends for edge in found]
        return {"success": self._name(ends[0][0]), "success_needs": write_edges(edges)} if edges else {}

    def _name(self, node: GraphNode) -> str:
        return f"{self.path}{node.name}"

    def enter(self, node: GraphNode, branch: str) -> BranchContext:
        """Return where the nodes of a branch are."""
        if node.kind == "map":
            return BranchContext(f"{self._name(node)}.{_OF_ITEM}.", (*self.items, node.data["iterate_as"]))
        return BranchContext(f"{self._name(node)}.{branch or _OF_DAG}.", self.items)


def name_original(node: GraphNode) -> dict[str, Any]:
    """Return the key of a step that keeps the name of its node, where Argo has another one."""
    # Argo would take braces for a tag.
    if node.name == node.slug or "{{" in node.name:
        return {}
    annotations = {"annotations": {ORIGINAL_NAME: node.name}}
    return annotations if node.kind == "task" else {"argo": {"metadata": annotations}}
