"""The results of nodes: JSON values, and objects, which cannot be represented as JSON."""

from __future__ import annotations

from argogen.dialects.runnable.graph.graph import Graph, GraphNode


def list_own(node: GraphNode) -> list[str]:
    """Return the parameters in `returns` of a task, in order."""
    return [each if isinstance(each, str) else each["name"] for each in node.data.get("returns") or ()]


def list_returns(node: GraphNode) -> list[str]:
    """Return the parameters that a node may set, including those of nodes inside it.

    Argo aggregates values of a loop, but not artifacts: objects are not available outside of a map.
    """
    inner = [name for graph in node.branches.values() for name in list_set(graph)]
    kept_in = frozenset(list_objects_within(node)) if node.kind == "map" else frozenset()
    return list(dict.fromkeys([*list_own(node), *(name for name in inner if name not in kept_in)]))


def list_set(graph: Graph) -> list[str]:
    """Return the parameters that the nodes of a graph may set."""
    return list(dict.fromkeys(name for node in graph.steps for name in list_returns(node)))


def list_objects(node: GraphNode) -> list[str]:
    """Return the objects that a node may set."""
    own = node.data.get("returns") or ()
    kept = [each["name"] for each in own if not isinstance(each, str) and each.get("kind") == "object"]
    return [*kept, *([] if node.kind == "map" else list_objects_within(node))]


def list_objects_within(node: GraphNode) -> list[str]:
    """Return the objects that nodes inside a node may set."""
    return [name for graph in node.branches.values() for each in graph.steps for name in list_objects(each)]


def reads(node: GraphNode) -> bool:
    """Return whether a node, or one inside it, uses parameters."""
    return node.kind in ("task", "map") or any(reads(each) for graph in node.branches.values() for each in graph.steps)
