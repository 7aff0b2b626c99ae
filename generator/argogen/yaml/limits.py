"""Limits of depth and size of a document, so that no text can block a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

MAX_DEPTH = 100
"""Levels of nesting. Argo's own objects need about fifteen."""

MAX_EXPANSION = 1_000_000
"""Nodes that the aliases of one stream may stand for altogether."""


def count_nodes(root: Any, known: dict[int, int], list_children: Callable[[Any], Iterable[Any]]) -> int:
    """Return how many nodes a tree has once each alias in it is expanded; the result is kept in `known`.

    All that is aliased inside `root` must be in `known` already, by identity; so the work is that of the text and not
    of what it expands to.
    """
    if id(root) not in known:
        pending, total = [root], 0
        while pending:
            node = pending.pop()
            total += known.get(id(node), 1)
            if id(node) not in known:
                pending.extend(list_children(node))
        known[id(root)] = total
    return known[id(root)]
