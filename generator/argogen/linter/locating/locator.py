"""The place in a file of a violation in the Context.

A Context says of each node what it was made from, not of each text: that may have come from defaults or a profile, and
its references have been written out. So a text is looked for where its node was made, then in the settings that every
node gets, by all of it that normalizing leaves alone.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from argogen.diagnostics import Place
from argogen.language.vocabulary import keys
from argogen.linter.locating.texts import TextIndex, find_part
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath, follow

_MANY = 100
_LOOPS = frozenset({"withItems", "withParam", "withSequence"})
# Below these keys are nodes of their own.
_NODES = frozenset({"steps", "tasks", "components", "defaults", "profiles"})
_CONTAINERS = ("container", "script")
# Where below a node Argo's own fields stand.
_PREFIXES: tuple[NodePath, ...] = ((), ("argo",))


class Locator:
    """The search for places in one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._data: Any = document.data
        self._own_texts: dict[NodePath, TextIndex] = {}

    def place(self, diagnostic: RuleDiagnostic) -> tuple[Place, bool]:
        """Find the place of a diagnostic, and whether it is exactly what is at fault, so that a fix can replace it."""
        if diagnostic.below:
            path, is_whole = self._find_below(diagnostic.origin, diagnostic.below)
            if path is not None and (is_whole or not (diagnostic.field or diagnostic.text)):
                return self._place_below(diagnostic, path)
        if diagnostic.text:
            return self._place_text(diagnostic)
        path = self._find_field(diagnostic.origin, diagnostic.field) if diagnostic.field else None
        found = diagnostic.origin if path is None else path
        return self.document.place(found, key=diagnostic.key), path is not None and not diagnostic.key

    def _place_below(self, diagnostic: RuleDiagnostic, path: NodePath) -> tuple[Place, bool]:
        written = follow(self._data, path)
        if not diagnostic.text or written != diagnostic.text:
            return self.document.place(path, key=diagnostic.key), not diagnostic.key
        length = (diagnostic.end or len(written)) - diagnostic.start
        place = self.document.place_within(path, diagnostic.start, length)
        part = written[diagnostic.start : diagnostic.start + length]
        return place, place.text[place.column - 1 :].startswith(part)

    def _find_below(self, origin: NodePath, below: NodePath) -> tuple[NodePath | None, bool]:
        """Follow a path of Argo's fields as far as it exists here; return that part of it, and whether it is all."""
        first, *rest = below
        starts = [(*origin, *prefix, key) for prefix in _PREFIXES for key in _keys_of(str(first))]
        path = next((start for start in starts if follow(self._data, start) is not None), None)
        path = path or self._find_field(origin, str(first))
        if path is None or (rest and follow(self._data, (*path, rest[0])) is None):
            # In the language, what is of the container stands beside it.
            beside = self._find_below(origin, tuple(rest)) if first in _CONTAINERS and rest else (None, False)
            return beside if beside[0] is not None else (path, False)
        for part in rest:
            if follow(self._data, (*path, part)) is None:
                return path, False
            path = (*path, part)
        return path, True

    def _place_text(self, diagnostic: RuleDiagnostic) -> tuple[Place, bool]:
        wanted = diagnostic.text[diagnostic.start : diagnostic.end or len(diagnostic.text)]
        path = self._find_text(diagnostic)
        if diagnostic.origin[-1:] == (diagnostic.text,):  # what is a key in the language, and a text to Argo
            return self.document.place(diagnostic.origin, key=True), True
        if path is None:
            field = self._find_field(diagnostic.origin, diagnostic.field) if diagnostic.field else None
            return self.document.place(diagnostic.origin if field is None else field), False
        written = str(follow(self._data, path))
        span = find_part(written, diagnostic.text, diagnostic.start, wanted) if wanted else None
        if span is None:
            return self.document.place(path), False
        place = self.document.place_within(path, span[0], span[1])
        return place, place.text[place.column - 1 :].startswith(written[span[0] : sum(span)])

    def _find_text(self, diagnostic: RuleDiagnostic) -> NodePath | None:
        """Find the text, or one that is the same but for its tags; one in the field before all others."""
        text, wanted = diagnostic.text, frozenset(_keys_of(diagnostic.field))
        own = self._index_texts(diagnostic.origin)
        if found := _prefer(chain(own.find_same(text), self._shared_texts.find_same(text)), wanted):
            return found
        if found := _prefer(chain(own.find_similar(text), self._shared_texts.find_similar(text)), wanted):
            return found
        shaped = own.find_shaped(text)
        return shaped[0] if len(shaped) == 1 else None

    def _index_texts(self, origin: NodePath) -> TextIndex:
        """Return the texts of a node without the nodes in it, indexed once."""
        if origin not in self._own_texts:
            self._own_texts[origin] = TextIndex(_list_texts(follow(self._data, origin), origin, inner=False))
        return self._own_texts[origin]

    @functools.cached_property
    def _shared_texts(self) -> TextIndex:
        """The texts of the document, those in inherited settings first, later profiles before earlier."""
        paths = (*self._inherited, ())
        return TextIndex(at for path in paths for at in _list_texts(follow(self._data, path), path, inner=True))

    @functools.cached_property
    def _inherited(self) -> Sequence[NodePath]:
        """The paths of the settings that leaves inherit, those that count first."""
        return [*(("profiles", name) for name in reversed(list(self._data.get("profiles") or ()))), ("defaults",)]

    def _find_field(self, origin: NodePath, field: str) -> NodePath | None:
        """Find a field of Argo, by any key of the language that becomes it, at the node, in it, or inherited."""
        wanted = _keys_of(field)
        for path, value in _list_mappings(follow(self._data, origin), origin):
            if key := next((key for key in wanted if key in value), None):
                return (*path, key)
        found = [self._inherited_keys[key] for key in wanted if key in self._inherited_keys]
        return min(found)[1] if found else None

    @functools.cached_property
    def _inherited_keys(self) -> Mapping[str, tuple[int, NodePath]]:
        """The first place of each key in inherited settings, with its number in their order."""
        found: dict[str, tuple[int, NodePath]] = {}
        mappings = (at for path in self._inherited for at in _list_mappings(follow(self._data, path), path))
        for number, (path, value) in enumerate(mappings):
            for key in value:
                found.setdefault(key, (number, (*path, key)))
        return found


def _prefer(paths: Iterable[NodePath], wanted: frozenset[str]) -> NodePath | None:
    """Return the first path with a wanted key, or else the first; of very many, only some are considered."""
    some = list(islice(paths, _MANY))
    return next((path for path in some if not wanted.isdisjoint(path)), some[0] if some else None)


@functools.cache
def _keys_of(field: str) -> tuple[str, ...]:
    """Return the keys of the language that become a field, and its own name, for Argo's objects."""
    if field in _LOOPS:
        return ("for_each",)
    return (*(name for name, key in keys().items() if field in key.argo.values()), field) if field else ()


def _list_texts(value: Any, path: NodePath, *, inner: bool) -> Iterator[tuple[NodePath, str]]:
    """Yield the texts within a value; those of other nodes only if `inner`."""
    waiting: list[tuple[NodePath, Any]] = [(path, value)]
    while waiting:
        at, part = waiting.pop()
        if isinstance(part, (str, int, float)) and not isinstance(part, bool):
            yield at, str(part)
        waiting.extend(reversed([((*at, key), item) for key, item in _entries(part, inner=inner)]))


def _list_mappings(value: Any, path: NodePath) -> Iterator[tuple[NodePath, Mapping[Any, Any]]]:
    """Yield the mappings of a node, from the outside in."""
    level: list[tuple[NodePath, Any]] = [(path, value)]
    while level:
        yield from ((at, part) for at, part in level if isinstance(part, dict))
        level = [((*at, key), item) for at, part in level for key, item in _entries(part, inner=False)]


def _entries(part: Any, *, inner: bool) -> Iterable[tuple[Any, Any]]:
    if isinstance(part, dict):
        return [(key, item) for key, item in part.items() if inner or key not in _NODES]
    return enumerate(part) if isinstance(part, list) else ()
