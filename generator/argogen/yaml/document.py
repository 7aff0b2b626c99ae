"""A document: plain data, with the source text and the place of each value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from argogen.yaml.node_path import follow
from argogen.yaml.scalars import to_string

if TYPE_CHECKING:
    from argogen.diagnostics import Place
    from argogen.yaml.node_path import NodePath
    from argogen.yaml.positions.nodes import SyntaxNode
    from argogen.yaml.spellings import EntrySpellings
    from argogen.yaml.text import SourceText


class Positions(Protocol):
    """The places of the nodes of a source's documents."""

    def find(self, document: int, path: NodePath, *, key: bool) -> SyntaxNode:
        """Return the node at the path, or its key; the deepest existing one if the path does not exist."""

    def place(self, node: SyntaxNode) -> Place:
        """Return where a node begins."""

    def place_within(self, node: SyntaxNode, start: int, length: int) -> Place:
        """Return the place of `length` characters of a scalar's content, from `start` on; else of all of it."""


@dataclass(frozen=True, eq=False)
class Document:
    """One document of a source.

    `index` counts the documents of the source from 0. `data` is made of dict (with str keys), list, str, int, float,
    bool and None; what an anchor shares is one object in it, so it must not be changed. `top` is a list of `data`
    alone: the container of the whole document's spelling. `numbers` has the source texts of unusually spelled numbers,
    `keys` those of substituted keys.
    """

    source: SourceText
    index: int
    top: list[Any] = field(repr=False)
    open_positions: Callable[[], Positions] = field(repr=False)
    numbers: EntrySpellings = field(repr=False)
    keys: EntrySpellings = field(repr=False)

    @property
    def data(self) -> Any:
        """The content of the document as plain data."""
        return self.top[0]

    @cached_property
    def number_spellings(self) -> Mapping[NodePath, str]:
        """The source texts of numbers whose value would be written differently: `3.10`, `1e3`, `0x1F`, `+5`."""
        return dict(_list_spellings(self.top, self.numbers)) if self.numbers else {}

    def text_at(self, path: NodePath, value: Any) -> str:
        """Return a value as a string: a number at this path as it is written in the source."""
        container = follow(self.top, (0, *path)[:-1])
        written = self.numbers.get(container, (0, *path)[-1])
        return written if written is not None and value.__class__ in (int, float) else to_string(value)

    def place(self, path: NodePath, *, key: bool = False, find: str = "", occurrence: int = 0) -> Place:
        """Return the place of the value at a path, or of its key; of the deepest existing node if it does not exist.

        With `find`, the place of the occurrence of that text, counted from 0, in the scalar's content, wherever quotes,
        escapes and folding have put it; the whole scalar's if it is not there. What came by an alias or a merge is
        where it was written.
        """
        positions = self.open_positions()
        node = positions.find(self.index, self._written(path), key=key)
        start = _find_occurrence(node.text, find, occurrence) if node.is_scalar else -1
        return positions.place_within(node, start, len(find)) if start >= 0 else positions.place(node)

    def lines(self, path: NodePath) -> range:
        """The numbers of the lines on which the value at a path stands."""
        node = self.open_positions().find(self.index, self._written(path), key=False)
        return range(self.source.place_at(node.start).line, self.source.place_at(node.end - 1).line + 1)

    def place_within(self, path: NodePath, start: int, length: int, *, key: bool = False) -> Place:
        """Return the place of `length` characters of the content of a scalar, or of its key, from index `start` on."""
        positions = self.open_positions()
        return positions.place_within(positions.find(self.index, self._written(path), key=key), start, length)

    def _written(self, path: NodePath) -> NodePath:
        """Return the path with its keys as they are in the source."""
        if not self.keys:
            return path
        containers = [follow(self.top, (0, *path)[: depth + 1]) for depth in range(len(path))]
        texts = [self.keys.get(container, part) for container, part in zip(containers, path, strict=True)]
        return tuple(part if text is None else text for part, text in zip(path, texts, strict=True))


def _find_occurrence(text: str, find: str, occurrence: int) -> int:
    start = text.find(find) if find else -1
    for _ in range(occurrence):
        start = text.find(find, start + len(find)) if start >= 0 else -1
    return start


def _list_spellings(top: list[Any], spellings: EntrySpellings) -> Iterator[tuple[NodePath, str]]:
    pending: list[tuple[NodePath, Any]] = [((), top)]
    while pending:
        path, container = pending.pop()
        entries = container.items() if isinstance(container, dict) else enumerate(container)
        for entry, value in entries:
            text = spellings.get(container, entry)
            if text is not None:
                yield (*path, entry)[1:], text
            if isinstance(value, (dict, list)):
                pending.append(((*path, entry), value))
