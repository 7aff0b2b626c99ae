"""A document made of others: what a dialect gives, with every place in the file that the person wrote.

A dialect builds its pipeline of plain data, with a `Part` around what came from somewhere. A part of the pipeline that
has no `Part` of its own came from where the one around it did.
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


class Origin(NamedTuple):
    """Where something came from: a node of a document."""

    document: Document
    path: NodePath

    def at(self, *path: str | int) -> Origin:
        """A node below this one."""
        return Origin(self.document, (*self.path, *path))

    @property
    def value(self) -> Any:
        """What stands there."""
        return functools.reduce(lambda container, part: container[part], self.path, self.document.data)

    def place(self, *, key: bool = False, find: str = "") -> Place:
        """Its place, its key's, or that of a text within it."""
        return self.document.place(self.path, key=key, find=find)


class Part(NamedTuple):
    """A value of the translation, which may hold other parts, and where it came from."""

    origin: Origin
    value: Any


@dataclass(frozen=True, eq=False)
class Translation(Document):
    """A document whose `data` a dialect made; `origins` says where its nodes came from.

    Places are found at the nearest node around the wanted one that has an origin, and go on from there as far as the
    original has the same keys.
    """

    origins: Mapping[NodePath, Origin]

    def place(self, path: NodePath, *, key: bool = False, find: str = "", occurrence: int = 0) -> Place:
        """The place of a node's original; see Document."""
        document, original = self._trace(path)
        return document.place(original, key=key, find=find, occurrence=occurrence)

    def place_within(self, path: NodePath, start: int, length: int, *, key: bool = False) -> Place:
        """The place of some characters of a node's original; see Document."""
        document, original = self._trace(path)
        return document.place_within(original, start, length, key=key)

    def lines(self, path: NodePath) -> range:
        """The lines of a node's original; see Document."""
        document, original = self._trace(path)
        return document.lines(original)

    def _trace(self, path: NodePath) -> Origin:
        depths = range(len(path), -1, -1)
        depth = next(depth for depth in depths if path[:depth] in self.origins)
        return self.origins[path[:depth]].at(*path[depth:])


def translate(main: Part) -> Translation:
    """The document that a dialect made; `main` is all of it.

    What came from a document is copied, and its numbers keep their spelling.
    """
    origins: dict[NodePath, Origin] = {}
    numbers = EntrySpellings()
    top = [_strip(main, (), origins, numbers)]
    original = main.origin.document
    return Translation(
        original.source, original.index, top, original.open_positions, numbers, EntrySpellings(), origins
    )


def _strip(value: Any, path: NodePath, origins: dict[NodePath, Origin], numbers: EntrySpellings) -> Any:
    """The value without its parts, which go into `origins`; spelled numbers go into `numbers`."""
    while isinstance(value, Part):
        origins.setdefault(path, value.origin)
        value = value.value
    if not isinstance(value, (dict, list)):
        return value
    stripped: Any = {} if isinstance(value, dict) else [None] * len(value)
    for entry, item in value.items() if isinstance(value, dict) else enumerate(value):
        if type(item) is str:
            stripped[entry] = item
            continue
        plain = _strip(item, (*path, entry), origins, numbers)
        numbers.set(stripped, entry, getattr(plain, "spelling", None))
        stripped[entry] = drop_spelling(plain)
    return stripped
