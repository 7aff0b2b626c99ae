"""Cycles in graphs whose nodes have names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter


def find_cycle(edges: Mapping[str, Collection[str]]) -> list[str]:
    """Return a cycle, from its first node in the order of the mapping until that comes again; [] if there is none."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1][:0:-1]  # the last is the first again, and each is an edge's end of the next
        order = {node: number for number, node in enumerate(edges)}
        start = min(range(len(cycle)), key=lambda index: order[cycle[index]])
        return [*cycle[start:], *cycle[: start + 1]]
    return []
