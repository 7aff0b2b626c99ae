"""Load plain data directly from parser events, for sources without errors.

Each run depends on its speed: it reads no marks, creates no nodes, and stops at the first error. Then `positions` reads
the source again, and reports all errors with their places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import yaml

from argogen.late import import_late
from argogen.yaml.limits import MAX_DEPTH, MAX_EXPANSION, count_nodes
from argogen.yaml.scalars import LONGEST_WORD, TAG, Scalars, is_unusually_spelled
from argogen.yaml.spellings import EntrySpellings

if TYPE_CHECKING:
    from argogen.yaml import merge
else:
    merge = import_late("argogen.yaml.merge")

_Handlers = dict[type[yaml.Event], Callable[[Any], None]]


class FastLoadError(Exception):
    """The source has an error; the message is a short reason, which is not reported to users."""


def load_documents(events: Iterable[yaml.Event], scalars: Scalars) -> list[tuple[list[Any], EntrySpellings]]:
    """Return each document of a stream in a list of one item, with the spellings of numbers not in canonical form.

    Raises:
        FastLoadError: an error that the parser does not detect.
    """
    builder = _EventLoader(scalars)
    for event in events:
        builder.handlers[event.__class__](event)
    return builder.documents


class _EventLoader:
    """A state machine over events; `handlers` are those of the current state, which expects an item, key or value."""

    def __init__(self, scalars: Scalars) -> None:
        self._scalars = scalars
        self._starts, self._key_starts = scalars.starts, scalars.key_starts
        self._values, self._keys = _Values(scalars.value), _Values(scalars.key)
        self._unusual = self._values.unusual
        self.documents: list[tuple[list[Any], EntrySpellings]] = []
        self._expanded = 0
        shared: _Handlers = {
            **_IGNORED,
            yaml.SequenceStartEvent: self._open_list,
            yaml.MappingStartEvent: self._open_mapping,
            yaml.AliasEvent: self._read_alias,
            yaml.DocumentStartEvent: self._start_document,
        }
        self._in_list: _Handlers = {**shared, yaml.ScalarEvent: self._read_item, yaml.SequenceEndEvent: self._close}
        self._at_value: _Handlers = {**shared, yaml.ScalarEvent: self._read_value}
        self._at_key: _Handlers = {
            **shared,
            yaml.ScalarEvent: self._read_key,
            yaml.MappingEndEvent: self._close_mapping,
        }
        self._at_key |= {yaml.SequenceStartEvent: _refuse_key, yaml.MappingStartEvent: _refuse_key}
        self.handlers = self._in_list

    def _start_document(self, _: yaml.DocumentStartEvent) -> None:
        self._container: Any = []
        self._key: Any = None
        self._spellings = EntrySpellings()
        self._outer: list[Any] = []
        self._merging: list[Any] = []
        self._anchors: dict[str, Any] = {}
        self._sizes: dict[int, int] = {}
        self.documents.append((self._container, self._spellings))

    def _read_item(self, event: yaml.ScalarEvent) -> None:
        self._container.append(self._read_scalar(event))

    def _read_value(self, event: yaml.ScalarEvent) -> None:
        text = event.value
        # Most values are plain strings; a call for each would take a tenth of the time of the loader.
        is_plain = event.implicit[0] and event.anchor is None and text[:1] not in self._starts
        self._container[self._key] = text if is_plain else self._read_scalar(event)
        self.handlers = self._at_key

    def _read_scalar(self, event: yaml.ScalarEvent) -> Any:
        text = event.value
        plain, quoted = event.implicit
        if event.anchor is not None:
            self._anchors[event.anchor] = event
        if plain:
            if text[:1] not in self._starts or (len(text) > LONGEST_WORD and text[0].isalpha()):
                return text
            value = self._values[text]
            if text in self._unusual:
                self._set_spelling(text)
            return value
        return text if quoted else self._read_tagged(event)

    def _read_tagged(self, event: yaml.ScalarEvent) -> Any:
        value = _attempt(self._scalars.tagged_value, event.tag or "", event.value)
        if is_unusually_spelled(value, event.value):
            self._set_spelling(event.value)
        return value

    def _set_spelling(self, text: str) -> None:
        container = self._container
        self._spellings.set(container, len(container) if container.__class__ is list else self._key, text)

    def _read_key(self, event: yaml.ScalarEvent) -> None:
        text = event.value
        if not event.implicit[0] or event.anchor is not None or text == "<<":
            text = self._read_unusual_key(event)
        elif text[:1] in self._key_starts:
            text = self._keys[text]
        if text in self._container:
            self._forget(text)
        self._key = text
        self.handlers = self._at_value

    def _read_unusual_key(self, event: yaml.ScalarEvent) -> Any:
        text = event.value
        plain, quoted = event.implicit
        if event.anchor is not None:
            self._anchors[event.anchor] = event
        if text == "<<" and (plain or event.tag == f"{TAG}merge"):
            return self._start_merge()
        if plain and text[:1] in self._key_starts:
            return self._keys[text]
        return text if plain or quoted else _attempt(self._scalars.tagged_key, event.tag or "", text)

    def _forget(self, key: Any) -> None:
        if not self._scalars.last_key_wins:
            raise FastLoadError("duplicate key")
        del self._container[key]
        self._spellings.set(self._container, key, None)

    def _start_merge(self) -> Any:
        if not (self._merging and self._merging[-1] is self._container):
            self._merging.append(self._container)
        elif not self._scalars.merges_in_place:
            raise FastLoadError("duplicate merge key")
        return merge.MergeKey()

    def _open_list(self, event: yaml.SequenceStartEvent) -> None:
        self._enter([], event)
        self.handlers = self._in_list

    def _open_mapping(self, event: yaml.MappingStartEvent) -> None:
        self._enter({}, event)
        self.handlers = self._at_key

    def _enter(self, container: Any, event: yaml.CollectionStartEvent) -> None:
        if not event.implicit and not self._scalars.accepts(event.tag or ""):
            raise FastLoadError("unknown tag")
        if event.anchor is not None:
            self._anchors[event.anchor] = container
        outer, around = self._outer, self._container
        if len(outer) == MAX_DEPTH:
            raise FastLoadError("nesting too deep")
        if around.__class__ is list:
            around.append(container)
        else:
            around[self._key] = container
        outer.append(around)
        self._container = container

    def _put(self, value: Any) -> None:
        if self._container.__class__ is list:
            self._container.append(value)
        else:
            self._container[self._key] = value

    def _close(self, _: yaml.CollectionEndEvent) -> None:
        self._container = self._outer.pop()
        self.handlers = self._in_list if self._container.__class__ is list else self._at_key

    def _close_mapping(self, event: yaml.MappingEndEvent) -> None:
        if self._merging and self._merging[-1] is self._container:
            try:
                merge.merge_mappings(self._merging.pop(), self._spellings, in_place=self._scalars.merges_in_place)
            except merge.InvalidMergeError as error:
                raise FastLoadError("invalid merge key") from error
        self._close(event)

    def _read_alias(self, event: yaml.AliasEvent) -> None:
        target = self._anchors.get(event.anchor or "")
        if isinstance(target, yaml.ScalarEvent):
            self._count(1)
            self.handlers[yaml.ScalarEvent](target)
            return
        if target is None or self.handlers is self._at_key or any(c is target for c in (*self._outer, self._container)):
            raise FastLoadError("undefined or recursive alias, or an alias of a collection as a key")
        self._count(count_nodes(target, self._sizes, _list_children))
        self._put(target)
        self.handlers = self._in_list if self._container.__class__ is list else self._at_key

    def _count(self, nodes: int) -> None:
        self._expanded += nodes
        if self._expanded > MAX_EXPANSION:
            raise FastLoadError("alias expansion too large")


class _Values(dict[str, Any]):
    """The values of plain scalars, each resolved once; `unusual` are the numbers not in canonical form."""

    def __init__(self, resolve: Callable[[str], Any]) -> None:
        super().__init__()
        self._resolve = resolve
        self.unusual: set[str] = set()

    def __missing__(self, text: str) -> Any:
        value = self[text] = _attempt(self._resolve, text)
        if is_unusually_spelled(value, text):
            self.unusual.add(text)
        return value


def _attempt(read: Callable[..., Any], *arguments: str) -> Any:
    try:
        return read(*arguments)
    except ValueError as error:
        raise FastLoadError("invalid scalar") from error


def _list_children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else ()


def _refuse_key(_: yaml.Event) -> None:
    raise FastLoadError("collection as a key")


def _ignore(_: yaml.Event) -> None:
    """Ignore the events of a stream and of the end of a document."""


_IGNORED = dict.fromkeys((yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent), _ignore)
