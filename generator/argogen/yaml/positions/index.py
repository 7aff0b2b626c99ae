"""Index the places of all nodes of a document, composed on first use."""

from __future__ import annotations

import re
from functools import cached_property, partial
from operator import attrgetter
from typing import TYPE_CHECKING

from argogen.yaml.positions.diagnostics import read_key
from argogen.yaml.positions.nodes import NodeComposition, NodeKind, SyntaxNode
from argogen.yaml.positions.spans import find_span

if TYPE_CHECKING:
    from argogen.diagnostics import Place
    from argogen.yaml.node_path import NodePath
    from argogen.yaml.scalars import Scalars
    from argogen.yaml.text import SourceText

_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s+|#.*)*)*")


class PositionIndex:
    """The nodes of all documents of one source, by their paths."""

    def __init__(self, source: SourceText, scalars: Scalars) -> None:
        self._source = source
        # where all keys are kept as written there is no need to ask for each one
        self._read_key = partial(read_key, scalars) if scalars.key_starts else attrgetter("text")
        self._own: dict[SyntaxNode, dict[str, tuple[SyntaxNode, SyntaxNode]]] = {}

    @cached_property
    def _roots(self) -> list[SyntaxNode]:
        return NodeComposition(self._source).roots

    def find(self, document: int, path: NodePath, *, key: bool) -> SyntaxNode:
        """Return the node at the path, or its key; the deepest existing one if the path does not exist."""
        node = self._roots[document]
        for depth, part in enumerate(path):
            pair = self._step(node, part)
            if pair is None:
                return node
            node = pair[0] if key and depth == len(path) - 1 else pair[1]
        return node

    def place(self, node: SyntaxNode) -> Place:
        """Return where a node's content begins, with the width of its first line, or of its first key or bracket."""
        start = _begin(self._source.text, node)
        end = node.end
        if node.kind in (NodeKind.MAPPING, NodeKind.SEQUENCE):
            first = node.children[0] if node.children else node
            end = first.end if first.start == start and first.kind is NodeKind.SCALAR else start + 1
        return self._source.place_at(start, end - start)

    def place_within(self, node: SyntaxNode, start: int, length: int) -> Place:
        """Return the place of `length` characters of a scalar's content, from `start` on; else of all of it."""
        begin = _begin(self._source.text, node)
        raw = self._source.text[begin : node.end]
        span = find_span(raw, node.style, node.text, start, length) if node.kind is NodeKind.SCALAR else None
        if span is None:
            return self.place(node)
        return self._source.place_at(begin + span[0], span[1] - span[0])

    def _step(self, node: SyntaxNode, part: str | int) -> tuple[SyntaxNode, SyntaxNode] | None:
        if node.kind is NodeKind.MAPPING and isinstance(part, str):
            return self._find_entry(node, part)
        if node.kind is NodeKind.SEQUENCE and isinstance(part, int) and 0 <= part < len(node.children):
            return node.children[part], node.children[part]
        return None

    def _find_entry(self, mapping: SyntaxNode, key: str) -> tuple[SyntaxNode, SyntaxNode] | None:
        pending = [mapping]  # not by calls: a chain of merges may be long
        while pending:
            node = pending.pop()
            if key in self._list_own(node):
                return self._own[node][key]
            pending.extend(reversed(_list_merged(node)))
        return None

    def _list_own(self, mapping: SyntaxNode) -> dict[str, tuple[SyntaxNode, SyntaxNode]]:
        if mapping not in self._own:
            read = self._read_key
            own = [pair for pair in mapping.pairs if pair[0].text != "<<" or not pair[0].merges]
            self._own[mapping] = {read(pair[0]): pair for pair in own}
        return self._own[mapping]


def _list_merged(mapping: SyntaxNode) -> list[SyntaxNode]:
    values = [value for key, value in mapping.pairs if key.merges]
    return [node for value in values for node in ([value] if value.kind is NodeKind.MAPPING else value.children)]


def _begin(text: str, node: SyntaxNode) -> int:
    """Return where the content begins, after an anchor and a tag."""
    if not text.startswith(("&", "!"), node.start):
        return node.start
    found = _PROPERTIES.match(text, node.start, node.end)
    return found.end() if found else node.start
