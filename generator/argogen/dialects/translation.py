"""Translated documents, with the places of values in the original files.

A dialect builds a pipeline from plain data, in which a `LocatedValue` wraps a value from a file. Other values have the
origin of the enclosing `LocatedValue`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from argogen.records import TupleRecord
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import SpelledFloat, SpelledInt, drop_spelling
from argogen.yaml.spellings import EntrySpellings

if TYPE_CHECKING:
    from argogen.diagnostics import Place


# Types of values that are nothing but their value.
_PLAIN = frozenset({str, int, float, bool, type(None)})


class SourceLocation(TupleRecord):
    """A node of a document: the origin of a value."""

    document: Document
    path: NodePath

    def at(self, *path: str | int) -> SourceLocation:
        """Return the location of a node below this one."""
        return SourceLocation(self.document, (*self.path, *path))

    @property
    def value(self) -> Any:
        """The value of the node."""
        return functools.reduce(lambda container, part: container[part], self.path, self.document.data)

    def place(self, *, key: bool = False, find: str = "") -> Place:
        """Return the place of the node, of its key, or of a substring in it."""
        return self.document.place(self.path, key=key, find=find)


class LocatedValue(TupleRecord):
    """A value of the translation, possibly nested, and its origin."""

    origin: SourceLocation
    value: Any


class TranslatedDocument(Document):
    """A document whose `data` was built by a dialect; `origins` are the locations of its nodes.

    The place of a node is found from its nearest ancestor with an origin, as far as the original document has the same
    keys below it.
    """

    origins: Mapping[NodePath, SourceLocation]

    is_translated: ClassVar[bool] = True

    @property
    def original(self) -> Any:
        """The node that the dialect has translated."""
        return self.origins[()].value

    def place(self, path: NodePath, *, key: bool = False, find: str = "", at: int = 0) -> Place:
        """Return the place of a node's original; see Document."""
        document, original = self.trace(path)
        return document.place(original, key=key, find=find, at=at)

    def place_within(self, path: NodePath, start: int, length: int, *, key: bool = False) -> Place:
        """Return the place of some characters of a node's original; see Document."""
        document, original = self.trace(path)
        return document.place_within(original, start, length, key=key)

    def lines(self, path: NodePath) -> range:
        """Return the lines of a node's original; see Document."""
        document, original = self.trace(path)
        return document.lines(original)

    def trace(self, path: NodePath) -> SourceLocation:
        """Return the location of a node's original, from that of its nearest ancestor with an origin."""
        depths = range(len(path), -1, -1)
        depth = next(depth for depth in depths if path[:depth] in self.origins)
        return self.origins[path[:depth]].at(*path[depth:])


def translate(main: LocatedValue) -> TranslatedDocument:
    """Return the document that a dialect has built as `main`.

    Values of original documents are copied, and numbers keep their notation.
    """
    origins: dict[NodePath, SourceLocation] = {}
    numbers = EntrySpellings()
    top = [_unwrap(main, (), origins, numbers)]
    if isinstance(top[0], (SpelledInt, SpelledFloat)):  # the document is a number alone
        numbers.set(top, 0, top[0].spelling)
        top[0] = drop_spelling(top[0])
    original = main.origin.document
    return TranslatedDocument(
        original.source, original.index, top, original.open_positions, numbers, EntrySpellings(), origins
    )


def _unwrap(value: Any, path: NodePath, origins: dict[NodePath, SourceLocation], numbers: EntrySpellings) -> Any:
    """Unwrap a value; add locations to `origins`, and the notation of numbers to `numbers`."""
    while value.__class__ is LocatedValue:
        origins.setdefault(path, value.origin)
        value = value.value
    is_mapping = isinstance(value, dict)
    if not is_mapping and not isinstance(value, list):
        return value
    unwrapped: Any = value.copy()
    for entry, item in value.items() if is_mapping else enumerate(value):
        if item.__class__ in _PLAIN:
            continue
        plain = _unwrap(item, (*path, entry), origins, numbers)
        if isinstance(plain, (SpelledInt, SpelledFloat)):
            numbers.set(unwrapped, entry, plain.spelling)
            plain = drop_spelling(plain)
        unwrapped[entry] = plain
    return unwrapped
