"""Documents that are translated from others, with the places of their values in the original files.

A dialect builds its pipeline of plain data, in which a `LocatedValue` wraps a value that comes from a file. A value
without a `LocatedValue` of its own comes from where the one around it does.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import drop_spelling
from argogen.yaml.spellings import EntrySpellings

if TYPE_CHECKING:
    from argogen.diagnostics import Place


class SourceLocation(NamedTuple):
    """A node of a document, from which a value comes."""

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
        """Return its place, that of its key, or that of a text within it."""
        return self.document.place(self.path, key=key, find=find)


class LocatedValue(NamedTuple):
    """A value of the translation, which may hold others, and where it comes from."""

    origin: SourceLocation
    value: Any


@dataclass(frozen=True, eq=False)
class TranslatedDocument(Document):
    """A document whose `data` a dialect has made; `origins` has the locations of its nodes.

    Places are found at the nearest node around the wanted one that has an origin, and go on from there as far as the
    original has the same keys.
    """

    origins: Mapping[NodePath, SourceLocation]

    def place(self, path: NodePath, *, key: bool = False, find: str = "", occurrence: int = 0) -> Place:
        """Return the place of a node's original; see Document."""
        document, original = self._trace(path)
        return document.place(original, key=key, find=find, occurrence=occurrence)

    def place_within(self, path: NodePath, start: int, length: int, *, key: bool = False) -> Place:
        """Return the place of some characters of a node's original; see Document."""
        document, original = self._trace(path)
        return document.place_within(original, start, length, key=key)

    def lines(self, path: NodePath) -> range:
        """Return the lines of a node's original; see Document."""
        document, original = self._trace(path)
        return document.lines(original)

    def _trace(self, path: NodePath) -> SourceLocation:
        depths = range(len(path), -1, -1)
        depth = next(depth for depth in depths if path[:depth] in self.origins)
        return self.origins[path[:depth]].at(*path[depth:])


def translate(main: LocatedValue) -> TranslatedDocument:
    """Return the document that a dialect has made; `main` is all of it.

    What came from a document is copied, and its numbers keep their spelling.
    """
    origins: dict[NodePath, SourceLocation] = {}
    numbers = EntrySpellings()
    top = [_unwrap(main, (), origins, numbers)]
    original = main.origin.document
    return TranslatedDocument(
        original.source, original.index, top, original.open_positions, numbers, EntrySpellings(), origins
    )


def _unwrap(value: Any, path: NodePath, origins: dict[NodePath, SourceLocation], numbers: EntrySpellings) -> Any:
    """Unwrap a value; locations go into `origins`, the spellings of numbers into `numbers`."""
    while isinstance(value, LocatedValue):
        origins.setdefault(path, value.origin)
        value = value.value
    if not isinstance(value, (dict, list)):
        return value
    unwrapped: Any = {} if isinstance(value, dict) else [None] * len(value)
    for entry, item in value.items() if isinstance(value, dict) else enumerate(value):
        if type(item) is str:
            unwrapped[entry] = item
            continue
        plain = _unwrap(item, (*path, entry), origins, numbers)
        numbers.set(unwrapped, entry, getattr(plain, "spelling", None))
        unwrapped[entry] = drop_spelling(plain)
    return unwrapped
