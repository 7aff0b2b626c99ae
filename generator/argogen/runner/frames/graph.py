"""The graph of nodes: the last nodes of a template, to which the next ones are connected."""

from __future__ import annotations

from argogen.runner.nodes.node import (
    CONTAINER,
    DAG,
    HTTP,
    PLUGIN,
    POD,
    RETRY,
    SKIPPED_TYPE,
    STEPS,
    SUSPEND,
    TASK_GROUP,
    Node,
)

_SINGLE = frozenset((SKIPPED_TYPE, SUSPEND, HTTP, PLUGIN))


def find_outbound(node: Node) -> list[Node]:
    """Return the nodes at the end of a node."""
    found: list[Node] = []
    pending = [node]
    while pending:
        current = pending.pop()
        following = _find_next(current)
        if following is None:
            found.append(current)
        else:
            pending.extend(reversed(following))
    return found


def _find_next(node: Node) -> list[Node] | None:
    """Return the nodes whose ends are those of a node; None if it is an end itself."""
    if node.type in _SINGLE:
        return None
    if node.type in (POD, CONTAINER, TASK_GROUP):
        is_set = any(child.type == CONTAINER for child in node.children)
        if not node.children or (node.type == POD and not is_set):
            return None
        if node.type == CONTAINER and any(child.boundary is not node.boundary for child in node.children):
            return None
        return node.children
    if node.type == RETRY:
        return node.children[-1:]
    if node.type in (STEPS, DAG) and node.memoization is not None and node.memoization.hit:
        return None
    return list(node.outbound)
