"""Index the places of all nodes of a document, which are composed at the first use."""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from argogen.records import cached_property
from argogen.yaml.events import parse_events
from argogen.yaml.positions.diagnostics import read_key
from argogen.yaml.positions.late_nodes import LateCollection, find_roots
from argogen.yaml.positions.nodes import NodeComposition, NodeKind, SyntaxNode
from argogen.yaml.positions.spans import WrittenScalar, skip_properties
from argogen.yaml.positions.unusual_keys import (
    explain_unusual_key,
    find_headers,
    is_entry_without_value,
    is_unusual,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import yaml

    from argogen.diagnostics import Place
    from argogen.yaml.node_path import NodePath
    from argogen.yaml.scalars import Scalars
    from argogen.yaml.text import SourceText

# The events of this many characters take forty megabytes; the nodes of a larger source take less.
_LISTED = 500_000


class PositionIndex:
    """The nodes of all documents of one source, by their paths; `events` of the parser if they have been kept."""

    def __init__(self, source: SourceText, scalars: Scalars, events: Sequence[yaml.Event] | None = None) -> None:
        self._source = source
        self._events = events
        # if all keys are equal to their source, no key has to be resolved
        self._read_key = partial(read_key, scalars) if scalars.key_starts else attrgetter("text")
        self._headers: dict[SyntaxNode, dict[str, SyntaxNode]] = {}
        self._entries: dict[SyntaxNode, dict[str, tuple[SyntaxNode, SyntaxNode]]] = {}
        self._scalars: dict[SyntaxNode, WrittenScalar] = {}
        self._last: tuple[tuple[int, NodePath, bool], SyntaxNode] | None = None

    @cached_property
    def _roots(self) -> list[SyntaxNode]:
        events, self._events = self._events, None
        if events is None and len(self._source.text) <= _LISTED:
            events = list(parse_events(self._source.text))
        late = None if events is None else find_roots(events)
        return NodeComposition(self._source, events).roots if late is None else late

    def find(self, document: int, path: NodePath, *, key: bool) -> SyntaxNode:
        """Return the node at the path, or its key; the deepest existing one if the path does not exist."""
        wanted = (document, path, key)  # several diagnostics in one string follow one another
        if self._last is None or self._last[0] != wanted:
            self._last = (wanted, self._search(document, path, key))
        return self._last[1]

    def _search(self, document: int, path: NodePath, key: bool) -> SyntaxNode:
        node = self._roots[document]
        for depth, part in enumerate(path):
            pair = self._find_late(node, part) or self._step(node, part)
            if pair is None:
                return node
            node = pair[0] if key and depth == len(path) - 1 else pair[1]
        return node

    def place(self, node: SyntaxNode) -> Place:
        """Return the place of a node's content, with the width of its first line, or of its first key or bracket."""
        start = skip_properties(self._source.text, node.start, node.end)
        end = node.end
        if node.kind in (NodeKind.MAPPING, NodeKind.SEQUENCE):
            first = node.children[0] if node.children else node
            end = first.end if first.start == start and first.kind is NodeKind.SCALAR else start + 1
        return self._source.place_at(start, end - start)

    def place_within(self, node: SyntaxNode, start: int, length: int) -> Place:
        """Return the place of `length` characters of a scalar's content from `start` on, or of the whole scalar."""
        span = self._read_scalar(node).find(start, length) if node.kind is NodeKind.SCALAR else None
        if span is None:
            return self.place(node)
        begin = skip_properties(self._source.text, node.start, node.end)
        return self._source.place_at(begin + span[0], span[1] - span[0])

    def _read_scalar(self, node: SyntaxNode) -> WrittenScalar:
        if node not in self._scalars:
            raw = self._source.text[skip_properties(self._source.text, node.start, node.end) : node.end]
            self._scalars[node] = WrittenScalar(raw, node.style, node.text)
        return self._scalars[node]

    def explain_key(self, document: int, path: NodePath) -> str:
        """Return the hint for an unknown key at the path that was probably not meant as a key, or ""."""
        mapping = self.find(document, path[:-1], key=False)
        pair = self._step(mapping, path[-1])
        if pair is None or not (is_unusual(pair[0].text) or is_entry_without_value(self._source, mapping, pair[1])):
            return ""
        if mapping not in self._headers:
            self._headers[mapping] = find_headers(mapping)
        return explain_unusual_key(self._source, mapping, pair[0], self._headers[mapping].get(pair[0].text))

    def _find_late(self, node: SyntaxNode, part: str | int) -> tuple[SyntaxNode, SyntaxNode] | None:
        """Return an entry without reading those beside it; None if that is not possible."""
        if node.__class__ is not LateCollection or isinstance(part, str) is not (node.kind is NodeKind.MAPPING):
            return None
        pair = node.find_entry(part)
        return pair if pair is None or node.kind is NodeKind.SEQUENCE or self._read_key(pair[0]) == part else None

    def _step(self, node: SyntaxNode, part: str | int) -> tuple[SyntaxNode, SyntaxNode] | None:
        if node.kind is NodeKind.MAPPING and isinstance(part, str):
            return self._find_entry(node, part)
        if node.kind is NodeKind.SEQUENCE and isinstance(part, int) and 0 <= part < len(node.children):
            return node.children[part], node.children[part]
        return None

    def _find_entry(self, mapping: SyntaxNode, key: str) -> tuple[SyntaxNode, SyntaxNode] | None:
        return self._list_entries(mapping).get(key)

    def _list_entries(self, mapping: SyntaxNode) -> Mapping[str, tuple[SyntaxNode, SyntaxNode]]:
        """Return the entries of a mapping; its keys take precedence over merged ones, and earlier merges over later."""
        waiting = [] if mapping in self._entries else [mapping]  # without recursion: a chain of merges can be long
        while waiting:
            merged = _list_merged(waiting[-1])
            missing = [node for node in merged if node not in self._entries]
            if not missing:
                self._join_entries(waiting.pop(), merged)
            waiting += missing
        return self._entries[mapping]

    def _join_entries(self, mapping: SyntaxNode, merged: Sequence[SyntaxNode]) -> None:
        entries: dict[str, tuple[SyntaxNode, SyntaxNode]] = {}
        for node in reversed(merged):
            entries |= self._entries[node]
        own = (pair for pair in mapping.pairs if pair[0].text != "<<" or not pair[0].merges)
        self._entries[mapping] = entries | {self._read_key(pair[0]): pair for pair in own}


def _list_merged(mapping: SyntaxNode) -> list[SyntaxNode]:
    values = [value for key, value in mapping.pairs if key.text == "<<" and key.merges]
    return [node for value in values for node in ([value] if value.kind is NodeKind.MAPPING else value.children)]
