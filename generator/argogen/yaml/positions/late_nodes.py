"""Build the nodes of a source from the events of its parser, each only when a path leads to it.

Most diagnostics need a few places of a source, and most sources have no diagnostics.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import yaml

from argogen.yaml.positions.nodes import NodeKind, SyntaxNode, read_scalar

Entry = tuple[SyntaxNode, SyntaxNode]
"""The key and the value of an entry; the item itself twice for a list."""

# Searches of one collection for entries, before all of them are read.
_FEW = 8
# Entries of a collection among which is searched.
_MOST = 32
_SCALAR = yaml.ScalarEvent
_STARTS = frozenset({yaml.MappingStartEvent, yaml.SequenceStartEvent})
_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})


def find_roots(events: Sequence[Any]) -> list[SyntaxNode] | None:
    """Return the root node of each document of a source without errors; None if it has aliases."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    starts: list[int] = []
    for index, event in enumerate(events):
        kind = event.__class__
        if kind is _SCALAR:  # most events
            continue
        if kind in _STARTS:
            opened.append(index)
        elif kind in _ENDS:
            ends[opened.pop()] = index
        elif kind is yaml.DocumentStartEvent:
            starts.append(index + 1)
        elif kind is yaml.AliasEvent:
            return None
    return [_build(events, ends, start) for start in starts]


def _build(events: Sequence[Any], ends: dict[int, int], at: int) -> SyntaxNode:
    return LateCollection(events, ends, at) if at in ends else read_scalar(events[at])


class LateCollection(SyntaxNode):
    """A mapping or list, whose children are built at their first use.

    `ends` are the indices of the events that end collections, by those of the events that start them.
    """

    __slots__ = ("_at", "_children", "_ends", "_entries", "_events")

    def __init__(self, events: Sequence[Any], ends: dict[int, int], at: int) -> None:
        self._events, self._ends, self._at = events, ends, at
        self._children: list[SyntaxNode] | None = None
        self._entries: dict[str | int, Entry] = {}
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

    def find_entry(self, part: str | int) -> Entry | None:
        """Return the entry with a key, or the item with an index, without the nodes beside it.

        None without such an entry, and if all entries have to be read: with merges and duplicate keys, and of many
        entries or after a few searches, which would take longer.
        """
        if part not in self._entries and self._children is None and len(self._entries) < _FEW:
            at = self._find_item(part) if isinstance(part, int) else self._find_key(part)
            if at:
                node = _build(self._events, self._ends, at)
                is_item = self.kind is NodeKind.SEQUENCE
                self._entries[part] = (node, node if is_item else _build(self._events, self._ends, at + 1))
        return self._entries.get(part)

    def _find_item(self, index: int) -> int:
        """Return the index of the event of an item, 0 without one, or if it is far from the first."""
        return next(islice(self._list_starts(), index, index + 1), 0) if 0 <= index < _MOST else 0

    def _find_key(self, key: str) -> int:
        """Return the index of the event of a key, 0 without exactly one, or if there are many keys."""
        events, ends = self._events, self._ends
        at, end, found = self._at + 1, ends[self._at], 0
        for _ in range(_MOST):
            if at >= end:
                return found
            event = events[at]
            text = event.value if event.__class__ is _SCALAR else None
            if text == "<<" or (text == key and found):
                return 0
            if text == key:
                found = at
            value = ends.get(at, at) + 1
            at = ends.get(value, value) + 1
        return 0

    def _list_starts(self) -> Iterator[int]:
        at, end = self._at + 1, self._ends[self._at]
        while at < end:
            yield at
            at = self._ends.get(at, at) + 1
