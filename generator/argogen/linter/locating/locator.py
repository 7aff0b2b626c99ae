"""Find the place in a file of a violation in the Context.

A Context records the origin of each node, but not of each string, which may be inherited from defaults or a profile,
and whose references are expanded. A string is searched for at the origin of its node, then in the inherited settings;
the comparison ignores the parts that normalization rewrites.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from argogen.argo.notation.variable_expansion import unescape_variables
from argogen.diagnostics import Place
from argogen.language.vocabulary import keys
from argogen.linter.locating.fields import FieldIndex
from argogen.linter.locating.texts import RewrittenText, TextIndex
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.records import cached_property
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath, follow

_MAX_CANDIDATES = 100
_LOOPS = frozenset({"withItems", "withParam", "withSequence"})
# Keys with nested nodes.
_NODES = frozenset({"steps", "tasks", "components", "defaults", "profiles"})
_CONTAINERS = ("container", "script")
# The paths from a node to Argo fields.
_PREFIXES: tuple[NodePath, ...] = ((), ("argo",))


class Locator:
    """The search for places in one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._data: Any = document.data
        self._own_texts: dict[NodePath, TextIndex] = {}
        self._own_fields: dict[NodePath, FieldIndex] = {}
        self._found_texts: dict[tuple[NodePath, str, str], NodePath | None] = {}
        self._rewritten: dict[tuple[str, str], RewrittenText] = {}

    def place(self, diagnostic: RuleDiagnostic) -> tuple[Place, bool]:
        """Find the place of a diagnostic, and whether it is exactly the invalid value, which a fix can replace."""
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
        return place, place.text.startswith(part, place.column - 1)

    def _find_below(self, origin: NodePath, below: NodePath) -> tuple[NodePath | None, bool]:
        """Follow a path of Argo fields as far as it exists; return this part, and whether it is complete."""
        first, *rest = below
        starts = [(*origin, *prefix, key) for prefix in _PREFIXES for key in _keys_of(str(first))]
        path = next((start for start in starts if follow(self._data, start) is not None), None)
        path = path or self._find_field(origin, str(first))
        if path is None or (rest and follow(self._data, (*path, rest[0])) is None):
            # In a pipeline, the fields of a container are keys of the step itself.
            step = self._find_below(origin, tuple(rest)) if first in _CONTAINERS and rest else (None, False)
            return step if step[0] is not None else (path, False)
        for part in rest:
            if follow(self._data, (*path, part)) is None:
                return path, False
            path = (*path, part)
        return path, True

    def _place_text(self, diagnostic: RuleDiagnostic) -> tuple[Place, bool]:
        wanted = diagnostic.text[diagnostic.start : diagnostic.end or len(diagnostic.text)]
        path = self._find_text(diagnostic)
        if diagnostic.origin[-1:] == (diagnostic.text,):  # a key in a pipeline, and a string in Argo
            return self.document.place(diagnostic.origin, key=True), True
        if path is None:
            field = self._find_field(diagnostic.origin, diagnostic.field) if diagnostic.field else None
            return self.document.place(diagnostic.origin if field is None else field), False
        written = str(follow(self._data, path))
        span = self._compare(written, diagnostic.text).find_part(diagnostic.start, wanted) if wanted else None
        if span is None:
            return self.document.place(path), False
        place = self.document.place_within(path, span[0], span[1])
        return place, place.text.startswith(written[span[0] : sum(span)], place.column - 1)

    def _compare(self, written: str, text: str) -> RewrittenText:
        if (written, text) not in self._rewritten:
            self._rewritten[written, text] = RewrittenText(written, text)
        return self._rewritten[written, text]

    def _find_text(self, diagnostic: RuleDiagnostic) -> NodePath | None:
        """Find the string, or one that differs only in its tags, preferably in the field of the diagnostic."""
        key = (diagnostic.origin, diagnostic.field, diagnostic.text)
        if key not in self._found_texts:  # a string may have many errors
            self._found_texts[key] = self._search_text(*key) or self._search_unescaped(*key)
        return self._found_texts[key]

    def _search_unescaped(self, origin: NodePath, field: str, text: str) -> NodePath | None:
        """Find a string in which `$$` and `$(NAME)` have been escaped."""
        written = unescape_variables(text)
        return None if written == text else self._search_text(origin, field, written)

    def _search_text(self, origin: NodePath, field: str, text: str) -> NodePath | None:
        wanted = frozenset(_keys_of(field))
        same = (path for index in self._list_indices(origin) for path in index.find_same(text))
        if found := _prefer(same, wanted):
            return found
        similar = (path for index in self._list_indices(origin) for path in index.find_similar(text))
        return _prefer(similar, wanted) or self._index_texts(origin).find_shaped(text)

    def _list_indices(self, origin: NodePath) -> Iterator[TextIndex]:
        """Yield the indices of the strings of a node and, if these do not suffice, of the document."""
        yield self._index_texts(origin)
        yield self._shared_texts

    def _index_texts(self, origin: NodePath) -> TextIndex:
        """Return the index of the strings of a node without its nested nodes."""
        if origin not in self._own_texts:
            self._own_texts[origin] = TextIndex(_list_texts(follow(self._data, origin), origin, inner=False))
        return self._own_texts[origin]

    @cached_property
    def _shared_texts(self) -> TextIndex:
        """The strings of the document, those in inherited settings first, later profiles before earlier."""
        paths = (*self._inherited, ())
        return TextIndex(at for path in paths for at in _list_texts(follow(self._data, path), path, inner=True))

    @cached_property
    def _inherited(self) -> Sequence[NodePath]:
        """The paths of inherited settings, in the order of precedence."""
        return [*(("profiles", name) for name in reversed(list(self._data.get("profiles") or ()))), ("defaults",)]

    def _find_field(self, origin: NodePath, field: str) -> NodePath | None:
        """Find an Argo field, or a key that compiles to it, at the node, within the node, or in inherited settings."""
        wanted = _keys_of(field)
        if origin not in self._own_fields:
            self._own_fields[origin] = FieldIndex(_list_mappings(follow(self._data, origin), origin))
        if own := self._own_fields[origin].find(wanted):
            return own
        found = [self._inherited_keys[key] for key in wanted if key in self._inherited_keys]
        return min(found)[1] if found else None

    @cached_property
    def _inherited_keys(self) -> Mapping[str, tuple[int, NodePath]]:
        """The first path of each key in inherited settings, with its position in their order."""
        found: dict[str, tuple[int, NodePath]] = {}
        mappings = (at for path in self._inherited for at in _list_mappings(follow(self._data, path), path))
        for number, (path, value) in enumerate(mappings):
            for key in value:
                found.setdefault(key, (number, (*path, key)))
        return found


def _prefer(paths: Iterable[NodePath], wanted: frozenset[str]) -> NodePath | None:
    """Return the first path with a wanted key, otherwise the first; only a limited number is considered."""
    first: NodePath | None = None
    for path in islice(paths, _MAX_CANDIDATES):
        if not wanted or not wanted.isdisjoint(path):
            return path
        first = path if first is None else first
    return first


@functools.cache
def _keys_of(field: str) -> tuple[str, ...]:
    """Return the keys that compile to a field, and the name of the field itself."""
    if field in _LOOPS:
        return ("for_each",)
    return (*(name for name, key in keys().items() if field in key.argo.values()), field) if field else ()


def _list_texts(value: Any, path: NodePath, *, inner: bool) -> Iterator[tuple[NodePath, str]]:
    """Yield the strings within a value; those of nested nodes only if `inner`."""
    waiting: list[tuple[NodePath, Any]] = [(path, value)]
    while waiting:
        at, part = waiting.pop()
        if isinstance(part, (str, int, float)) and not isinstance(part, bool):
            yield at, str(part)
        waiting.extend(reversed([((*at, key), item) for key, item in _entries(part, inner=inner)]))


def _list_mappings(value: Any, path: NodePath) -> Iterator[tuple[NodePath, Mapping[Any, Any]]]:
    """Yield the mappings of a node, the outermost first."""
    level: list[tuple[NodePath, Any]] = [(path, value)]
    while level:
        yield from ((at, part) for at, part in level if isinstance(part, dict))
        level = [((*at, key), item) for at, part in level for key, item in _entries(part, inner=False)]


def _entries(part: Any, *, inner: bool) -> Iterable[tuple[Any, Any]]:
    if isinstance(part, dict):
        return [(key, item) for key, item in part.items() if inner or key not in _NODES]
    return enumerate(part) if isinstance(part, list) else ()
