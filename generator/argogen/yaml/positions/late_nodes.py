"""Build the nodes of a source from the events of its parser, each only when a path leads to it.

Most diagnostics need a few places of a source, and most sources have no diagnostics.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from argogen.yaml.positions.nodes import NodeKind, SyntaxNode, read_scalar

_STARTS = frozenset({yaml.MappingStartEvent, yaml.SequenceStartEvent})
_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})


def find_roots(events: Sequence[Any]) -> list[SyntaxNode] | None:
    """Return the root node of each document of a source without errors; None if it has aliases."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for index, event in enumerate(events):
        kind = event.__class__
        if kind in _STARTS:
            opened.append(index)
        elif kind in _ENDS:
            ends[opened.pop()] = index
        elif kind is yaml.AliasEvent:
            return None
    starts = (index for index, event in enumerate(events) if event.__class__ is yaml.DocumentStartEvent)
    return [_build(events, ends, start + 1) for start in starts]


def _build(events: Sequence[Any], ends: dict[int, int], at: int) -> SyntaxNode:
    return _LateCollection(events, ends, at) if at in ends else read_scalar(events[at])


class _LateCollection(SyntaxNode):
    """A mapping or list, whose children are built at their first use.

    `ends` are the indices of the events that end collections, by those of the events that start them.
    """

    __slots__ = ("_at", "_children", "_ends", "_events")

    def __init__(self, events: Sequence[Any], ends: dict[int, int], at: int) -> None:
        self._events, self._ends, self._at = events, ends, at
        self._children: list[SyntaxNode] | None = None
        start, end = events[at], events[ends[at]]
        self.kind = NodeKind.MAPPING if start.__class__ is yaml.MappingStartEvent else NodeKind.SEQUENCE
        self.start, self.end = start.start_mark.index, end.end_mark.index
        self.tag, self.text, self.style = None if start.implicit else start.tag, "", ""

    @property
    def children(self) -> list[SyntaxNode]:
        """Its items, or its alternating keys and values."""
        if self._children is None:
            self._children = [_build(self._events, self._ends, at) for at in self._list_starts()]
        return self._children

    @children.setter
    def children(self, children: list[SyntaxNode]) -> None:
        self._children = children

    def _list_starts(self) -> Iterator[int]:
        at, end = self._at + 1, self._ends[self._at]
        while at < end:
            yield at
            at = self._ends.get(at, at) + 1
