"""A document: plain data, with the source text and the place of each value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from argogen.records import Record, cached_property
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
        """Return the place of the beginning of a node."""

    def place_within(self, node: SyntaxNode, start: int, length: int) -> Place:
        """Return the place of `length` characters of a scalar's content from `start` on, or of the whole scalar."""

    def explain_key(self, document: int, path: NodePath) -> str:
        """Return the hint for an unknown key at the path that was probably not meant as a key, or ""."""


class Document(Record):
    """One document of a source.

    `index` counts the documents of the source from 0. `data` consists of dict (with str keys), list, str, int, float,
    bool and None; all aliases of an anchor are the same object in it, so it must not be modified. `top` is a list with
    `data` as its only item, the container of the spelling of a document that is a single scalar. `numbers` has the
    source spellings of numbers that are not in canonical form, `keys` those of substituted keys.
    """

    source: SourceText
    index: int
    top: list[Any]
    open_positions: Callable[[], Positions]
    numbers: EntrySpellings
    keys: EntrySpellings

    is_translated: ClassVar[bool] = False
    """Whether a dialect has built the data."""

    @property
    def data(self) -> Any:
        """The content of the document as plain data."""
        return self.top[0]

    @property
    def original(self) -> Any:
        """What the data was built from: the data itself, unless a dialect has built it."""
        return self.data

    @cached_property
    def number_spellings(self) -> Mapping[NodePath, str]:
        """The source spellings of numbers that are not in canonical form: `3.10`, `1e3`, `0x1F`, `+5`."""
        return dict(_list_spellings(self.top, self.numbers)) if self.numbers else {}

    def text_at(self, path: NodePath, value: Any) -> str:
        """Return a value as a string; a number with its spelling in the source."""
        container = follow(self.top, (0, *path)[:-1])
        written = self.numbers.get(container, (0, *path)[-1])
        return written if written is not None and value.__class__ in (int, float) else to_string(value)

    def place(self, path: NodePath, *, key: bool = False, find: str = "", at: int = 0) -> Place:
        """Return the place of the value at a path, or of its key; of the deepest existing node if it does not exist.

        With `find`, return the place of that string in the content of the scalar, with quotes, escapes and folding
        taken into account: at index `at` if it is there, otherwise where it occurs first; the place of the whole scalar
        if it does not occur. The place of an aliased or merged value is its place at the anchor.
        """
        positions = self.open_positions()
        node = positions.find(self.index, self._written(path), key=key)
        start = _find_text(node.text, find, at) if node.is_scalar and find else -1
        return positions.place_within(node, start, len(find)) if start >= 0 else positions.place(node)

    def lines(self, path: NodePath) -> range:
        """Return the numbers of the lines of the value at a path."""
        node = self.open_positions().find(self.index, self._written(path), key=False)
        return range(self.source.place_at(node.start).line, self.source.place_at(node.end - 1).line + 1)

    def place_within(self, path: NodePath, start: int, length: int, *, key: bool = False) -> Place:
        """Return the place of `length` characters, from index `start` on, of the scalar at a path or of its key."""
        positions = self.open_positions()
        return positions.place_within(positions.find(self.index, self._written(path), key=key), start, length)

    def explain_key(self, path: NodePath) -> str:
        """Return the hint for an unknown key that YAML reads from other text, such as a line below `run: |`, or ""."""
        return self.open_positions().explain_key(self.index, self._written(path))

    def _written(self, path: NodePath) -> NodePath:
        """Return the path with its keys as they are in the source."""
        if not self.keys:
            return path
        containers = [follow(self.top, (0, *path)[: depth + 1]) for depth in range(len(path))]
        texts = [self.keys.get(container, part) for container, part in zip(containers, path, strict=True)]
        return tuple(part if text is None else text for part, text in zip(path, texts, strict=True))


def _find_text(text: str, find: str, at: int) -> int:
    return at if text.startswith(find, at) else text.find(find)


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
