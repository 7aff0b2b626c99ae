"""Find cycles and reachable nodes in graphs of named nodes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

Edges = Mapping[str, Collection[str]]
"""The nodes of a graph, in order, each with the targets of its edges; a target may be an unknown node."""


def find_cycle(edges: Edges) -> list[str]:
    """Return a cycle that begins and ends with its first node in the order of the mapping; [] without a cycle."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1][:0:-1]  # reversed, without the repeated node
        order = {node: number for number, node in enumerate(edges)}
        start = min(range(len(cycle)), key=lambda index: order[cycle[index]])
        return [*cycle[start:], *cycle[: start + 1]]
    return []


def list_components(edges: Edges) -> list[list[str]]:
    """Return the strongly connected components in reverse topological order (Tarjan, 1972)."""
    return _ComponentSearch(edges).run()


class _ComponentSearch:
    """A depth-first search without recursion, for paths of any length.

    `lowest` is the low-link value of each visited node.
    """

    def __init__(self, edges: Edges) -> None:
        self._edges = edges
        self._numbers: dict[str, int] = {}
        self._lowest: dict[str, int] = {}
        self._open: dict[str, None] = {}  # the nodes of incomplete components
        self._found: list[list[str]] = []

    def run(self) -> list[list[str]]:
        for root in self._edges:
            path = [self._enter(root)] if root not in self._numbers else []
            while path:
                node, ahead = path[-1]
                following = next((each for each in ahead if self._is_new(each, node)), None)
                if following is not None:
                    path.append(self._enter(following))
                    continue
                path.pop()
                self._leave(node)
                if path:
                    self._lowest[path[-1][0]] = min(self._lowest[path[-1][0]], self._lowest[node])
        return self._found

    def _enter(self, node: str) -> tuple[str, Iterator[str]]:
        self._numbers[node] = self._lowest[node] = len(self._numbers)
        self._open[node] = None
        return node, iter(self._edges[node])

    def _is_new(self, node: str, before: str) -> bool:
        """Whether a node has not been visited; an edge to an incomplete component updates the low-link value."""
        if node in self._open:
            self._lowest[before] = min(self._lowest[before], self._numbers[node])
        return node not in self._numbers and node in self._edges

    def _leave(self, node: str) -> None:
        """Complete the component if the node is its first visited one."""
        if self._lowest[node] == self._numbers[node]:
            group = [self._open.popitem()[0]]
            while group[-1] != node:
                group.append(self._open.popitem()[0])
            self._found.append(group)


def find_back_edges(edges: Edges) -> Iterator[tuple[str, str]]:
    """Yield the back edges of a depth-first search, without which the graph has no cycle.

    The search begins at the first node of each component, so that the edge of a single cycle is the one to its first
    node.
    """
    order = {node: number for number, node in enumerate(edges)}
    groups = [group for group in list_components(edges) if len(group) > 1 or group[0] in edges[group[0]]]
    starts = sorted((min(group, key=order.__getitem__) for group in groups), key=order.__getitem__)
    around = {node: number for number, group in enumerate(groups) for node in group}
    for start in starts:
        yield from _find_back_edges(start, edges, around)


def _find_back_edges(start: str, edges: Edges, around: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    visited = {start}
    path: dict[str, Iterator[str]] = {start: iter(edges[start])}
    while path:
        node = next(reversed(path))
        for following in path[node]:
            if following in path:
                yield node, following
            elif around.get(following) == around[start] and following not in visited:
                visited.add(following)
                path[following] = iter(edges[following])
                break
        else:
            del path[node]


class Reachability:
    """The nodes that are reachable from each node of a graph, directly or through others."""

    def __init__(self, edges: Edges) -> None:
        groups = list_components(edges)
        self._bits = {node: 1 << number for number, node in enumerate(node for group in groups for node in group)}
        self._reached: dict[str, int] = {}
        for group in groups:
            reached = self._reach(group, edges)
            self._reached.update(dict.fromkeys(group, reached))

    def contains(self, node: str, other: str) -> bool:
        """Whether a node is reachable from another."""
        return bool(self._reached[node] & self._bits.get(other, 0))

    def _reach(self, group: Sequence[str], edges: Edges) -> int:
        """Return the nodes that are reachable from a component, as a bit set to save memory."""
        reached = 0
        for node in group:
            for following in edges[node]:
                reached |= self._bits.get(following, 0) | self._reached.get(following, 0)
        return reached
