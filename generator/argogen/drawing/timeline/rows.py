"""The rows of a timeline, from the executions of a graph."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence

from argogen.drawing.characters import clean
from argogen.drawing.scene.arrows import build_arrows
from argogen.drawing.times import read_time
from argogen.graph.model import Execution, Graph, Group, Node
from argogen.records import Record

_ITEM = re.compile(r"\(\d+:([^()]*)\)")
_ATTEMPT = re.compile(r"\((\d+)\)$")
_TOLERANCE = 1.0
"""Argo stores whole seconds: a node may start this much before the one that it waits for ends."""


class Row(Record):
    """An execution: `start` and `end` are seconds from the start of the run.

    `name` is the name of the node after those of the groups around it, with the items of loops, and the attempt if it
    is not the first.
    """

    name: str
    element: Node
    execution: Execution
    start: float
    end: float
    is_critical: bool = False


class Timeline(Record):
    """The rows in the order of their start, the duration in seconds, and the number of rows that are left out.

    Rows with the same times are in the order of the graph.
    """

    rows: Sequence[Row] = ()
    duration: float = 0
    omitted: int = 0


def build_timeline(graph: Graph, limit: int) -> Timeline:
    """Return the timeline of a graph with a run; it has no rows without one."""
    begun = list(_list_executions(graph))
    if not begun:
        return Timeline()
    first = min(start for _, _, start, _ in begun)
    last = max([start for _, _, start, _ in begun] + [end for *_, end in begun if end is not None])
    rows = [
        Row(
            name_execution(graph, node, execution),
            node,
            execution,
            start - first,
            (last if end is None else max(end, start)) - first,
        )
        for node, execution, start, end in begun
    ]
    rows.sort(key=lambda row: (row.start, row.end))
    critical = find_critical(graph, rows)
    marked = [row._replace(is_critical=True) if row in critical else row for row in rows]
    return Timeline(marked[:limit], last - first, max(0, len(rows) - limit))


def name_execution(graph: Graph, node: Node, execution: Execution) -> str:
    """Return the name of an execution for readers: `scores / shard (eu, eu-b), attempt 2`."""
    names = [clean(node.name)]
    group = node.group
    while group and graph.by_id[group].group:
        if graph.by_id[group].call:
            names.append(clean(graph.by_id[group].name))
        group = graph.by_id[group].group
    items = ", ".join(map(clean, _ITEM.findall(execution.name)))
    attempt = _ATTEMPT.search(execution.name)
    again = f", attempt {int(attempt[1]) + 1}" if attempt and int(attempt[1]) else ""
    return f"{' / '.join(reversed(names))}{f' ({items})' * bool(items)}{again}"


def _list_executions(graph: Graph) -> Iterator[tuple[Node, Execution, float, float | None]]:
    for node in graph.nodes:
        for execution in node.executions:
            start = read_time(execution.started_at)
            if start is not None and execution.phase not in ("Skipped", "Omitted"):
                yield node, execution, start, read_time(execution.finished_at)


def find_critical(graph: Graph, rows: Sequence[Row]) -> set[Row]:
    """Return the rows without which the run would have ended earlier: from the last one back to the first.

    The row before another one is that of a predecessor in the graph which ended last before it started.
    """
    left: dict[str, list[Row]] = {}
    for row in rows[::-1]:  # of rows with equal times, the first one counts, and is the last here
        left.setdefault(row.element.id, []).append(row)
    for ended in left.values():
        ended.sort(key=_find_end)
    before = _Predecessors(graph, frozenset(left))
    found: list[Row] = []
    current = max(rows, key=_find_end, default=None)
    while current is not None:
        left[current.element.id].pop()
        found.append(current)
        nodes = (current.element.id, *before.find_nodes(current.element))
        last = [left[node][-1] for node in nodes if node in left and _drop_later(left[node], current)]
        current = max(last, key=_find_end, default=None)
    return set(found)


def _find_end(row: Row) -> tuple[float, float]:
    return row.end, row.start


def _drop_later(rows: list[Row], current: Row) -> bool:
    """Remove the rows at the end that did not end before another one, and return whether there are others.

    The path only leads to earlier rows, so that they are before none of those that follow.
    """
    while rows and (rows[-1].end > current.start + _TOLERANCE or rows[-1].start > current.start):
        rows.pop()
    return bool(rows)


class _Predecessors:
    """The nodes that end before a node starts: those at the sources of arrows to it, and to the groups around it.

    `begun` are the nodes that ran: those before others, such as skipped ones, count in their place.
    """

    def __init__(self, graph: Graph, begun: Container[str]) -> None:
        self._graph = graph
        self._begun = begun
        self._sources: dict[str, list[str]] = {}
        self._found: dict[str, Sequence[str]] = {}
        for source, target in build_arrows(graph):
            self._sources.setdefault(target, []).append(source)

    def find_nodes(self, node: Node) -> Sequence[str]:
        """Return the ids of the nodes that ran in all predecessors of a node and of the groups around it."""
        if node.id not in self._found:
            self._found[node.id] = list(self._list_nodes(node))
        return self._found[node.id]

    def _list_nodes(self, node: Node) -> Iterator[str]:
        pending = [node.id]
        seen = {node.id}
        while pending:
            element = pending.pop()
            sources = self._sources.get(element, ())
            for source in sources:
                inside = [name for name in self._list_inside(source) if name in self._begun]
                yield from inside
                if not inside and source not in seen:
                    seen.add(source)
                    pending.append(source)
            group = self._graph.by_id[element].group
            if group and not sources and group not in seen:
                seen.add(group)
                pending.append(group)

    def _list_inside(self, element: str) -> Iterator[str]:
        pending = [element]
        members: Mapping[str, Sequence[Node | Group]] = self._graph.members
        while pending:
            name = pending.pop()
            yield name
            pending.extend(member.id for member in members.get(name, ()))
