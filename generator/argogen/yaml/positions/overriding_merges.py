"""Find merge keys that override keys before them, which the parser of Kubernetes allows: `{a: 1, <<: *base}`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import yaml

from argogen.records import Record
from argogen.yaml.events import parse_events
from argogen.yaml.text import SourceText


class OverridingMerge(Record):
    """A merge key from index `start` of the source, and the keys before it that it overrides."""

    start: int
    keys: tuple[str, ...]


class _Mapping:
    """An incomplete mapping: its keys so far, those of the current merge key, and the position of that."""

    def __init__(self, is_source: bool) -> None:
        self.keys: dict[str, None] = {}
        self.merged: dict[str, None] = {}
        self.is_source = is_source
        self.is_at_key = True
        self.merge_start: int | None = None


class _List:
    """An incomplete list; its mappings are merged if it is the value of a merge key."""

    def __init__(self, is_source: bool) -> None:
        self.is_source = is_source


def find_overriding_merges(source: SourceText) -> Iterator[OverridingMerge]:
    """Yield the merge keys of a valid source that override keys before them."""
    if "<<" in source.text:
        yield from _Finder().find(source)


class _Finder:
    def __init__(self) -> None:
        self._open: list[Any] = []
        self._anchors: dict[str, dict[str, None]] = {}
        self._named: list[str | None] = []

    def find(self, source: SourceText) -> Iterator[OverridingMerge]:
        read: dict[type[yaml.Event], Callable[[Any], Iterator[OverridingMerge]]] = {
            yaml.MappingStartEvent: lambda event: self._enter(_Mapping(self._is_merged()), event.anchor),
            yaml.SequenceStartEvent: lambda event: self._enter(_List(self._is_merged()), event.anchor),
            yaml.MappingEndEvent: self._leave,
            yaml.SequenceEndEvent: self._leave,
            yaml.ScalarEvent: self._read_scalar,
            yaml.AliasEvent: self._read_alias,
        }
        for event in parse_events(source.text):
            if (step := read.get(type(event))) is not None:
                yield from step(event)

    def _is_merged(self) -> bool:
        """Return whether the next node is merged into a mapping around it."""
        if not self._open:
            return False
        inner = self._open[-1]
        return inner.is_source if isinstance(inner, _List) else inner.merge_start is not None

    def _enter(self, node: _Mapping | _List, anchor: str | None) -> Iterator[OverridingMerge]:
        self._open.append(node)
        self._named.append(anchor)
        yield from ()

    def _leave(self, _: Any) -> Iterator[OverridingMerge]:
        node, anchor = self._open.pop(), self._named.pop()
        if isinstance(node, _Mapping):
            if anchor is not None:
                self._anchors[anchor] = node.keys
            if node.is_source:
                yield from self._merge(node.keys)
        self._end_value()

    def _read_scalar(self, event: yaml.ScalarEvent) -> Iterator[OverridingMerge]:
        inner = self._open[-1] if self._open else None
        if isinstance(inner, _Mapping) and inner.is_at_key:
            inner.is_at_key = False
            if event.value == "<<" and event.implicit[0] and event.start_mark is not None:
                inner.merge_start = event.start_mark.index
            else:
                inner.keys[event.value] = None
        else:
            self._end_value()
        yield from ()

    def _read_alias(self, event: yaml.AliasEvent) -> Iterator[OverridingMerge]:
        if self._is_merged():
            yield from self._merge(self._anchors.get(event.anchor or "", {}))
        self._end_value()

    def _merge(self, keys: dict[str, None]) -> Iterator[OverridingMerge]:
        target = next(node for node in reversed(self._open) if isinstance(node, _Mapping))
        overridden = tuple(key for key in keys if key in target.keys)
        if overridden and target.merge_start is not None:
            yield OverridingMerge(start=target.merge_start, keys=overridden)
        target.merged.update(keys)

    def _end_value(self) -> None:
        inner = self._open[-1] if self._open else None
        if isinstance(inner, _Mapping):
            inner.keys.update(inner.merged)
            inner.is_at_key, inner.merge_start, inner.merged = True, None, {}
