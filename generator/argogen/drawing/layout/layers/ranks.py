"""Assign the vertices of an acyclic graph to ranks."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

Neighbors = Sequence[Sequence[int]]


def sort_topologically(outgoing: Neighbors, incoming: Neighbors) -> list[int]:
    """Return the vertices, each after its predecessors."""
    missing = [len(sources) for sources in incoming]
    queue = deque(vertex for vertex, count in enumerate(missing) if not count)
    found = []
    while queue:
        vertex = queue.popleft()
        found.append(vertex)
        for target in outgoing[vertex]:
            missing[target] -= 1
            if not missing[target]:
                queue.append(target)
    return found


def assign_ranks(outgoing: Neighbors, incoming: Neighbors) -> list[int]:
    """Return the rank of each vertex: the longest path to it; vertices with fewer links from above are moved down.

    A vertex with more outgoing than incoming links is moved to the rank above its next successor, so that the links
    become shorter.
    """
    order = sort_topologically(outgoing, incoming)
    ranks = [0] * len(outgoing)
    for vertex in order:
        ranks[vertex] = max((ranks[source] + 1 for source in incoming[vertex]), default=0)
    for vertex in reversed(order):
        if len(outgoing[vertex]) > len(incoming[vertex]):
            ranks[vertex] = min(ranks[target] for target in outgoing[vertex]) - 1
    return ranks
