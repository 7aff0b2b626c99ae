"""Limits of the depth and size of a document, against sources that take unbounded time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

MAX_DEPTH = 100
"""Levels of nesting. Argo objects have about fifteen."""

MAX_EXPANSION = 1_000_000
"""The number of nodes to which all aliases of a stream may expand."""


def count_nodes(root: Any, known: dict[int, int], list_children: Callable[[Any], Iterable[Any]]) -> int:
    """Return the number of nodes of a tree with all aliases expanded, and store it in `known`.

    The targets of the aliases within `root` must be in `known`, by identity. So the time depends on the size of the
    source and not on the size of its expansion.
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


def load_json(text: str) -> Any:
    """Return the value of a JSON document. Raises ValueError, also for `NaN` and for nesting that is too deep."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _refuse(constant: str) -> None:
    raise ValueError(f"JSON has no {constant}")
