"""Reduce a graph to series-parallel pieces: what remains is one piece, or edges of pieces between vertices."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from argogen.drawing.layout.pieces import Piece, Wire, bundle, join

Ends: TypeAlias = "dict[int, dict[int, Piece]]"


START, END = -1, -2
"""The vertices before and after all others, which are not drawn."""


def reduce(vertices: Sequence[int], wires: Iterable[tuple[int, int, Wire]]) -> Sequence[tuple[int, int, Piece]]:
    """Reduce an acyclic graph between the vertices `START` and `END`.

    Each step replaces a vertex with one piece above and one below it by a chain, or two pieces between the same
    vertices by a bundle, until neither is possible. The number of steps is at most that of the wires.
    """
    outgoing: Ends = {vertex: {} for vertex in (*vertices, START, END)}
    incoming: Ends = {vertex: {} for vertex in (*vertices, START, END)}
    for source, target, wire in wires:
        _add(outgoing, incoming, source, target, wire)
    queue = deque(vertices)
    while queue:
        vertex = queue.popleft()
        if len(incoming.get(vertex, ())) == 1 == len(outgoing.get(vertex, ())):
            queue.extend(end for end in _remove(outgoing, incoming, vertex) if end >= 0)
    return [(source, target, piece) for source, ends in outgoing.items() for target, piece in ends.items()]


def _add(outgoing: Ends, incoming: Ends, source: int, target: int, piece: Piece) -> bool:
    """Add a piece, and return whether it was bundled with another."""
    present = outgoing[source].get(target)
    added = bundle(present, piece) if present else piece
    outgoing[source][target] = incoming[target][source] = added
    return present is not None


def _remove(outgoing: Ends, incoming: Ends, vertex: int) -> Sequence[int]:
    """Replace a vertex and its two pieces by a chain, and return the vertices that may have become removable."""
    (source, upper), (target, lower) = *incoming.pop(vertex).items(), *outgoing.pop(vertex).items()
    del outgoing[source][vertex], incoming[target][vertex]
    return (source, target) if _add(outgoing, incoming, source, target, join(upper, vertex, lower)) else ()
