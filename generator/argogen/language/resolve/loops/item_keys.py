"""Find the keys that all items of a loop have."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any


class LoopKeys:
    """The keys of loop items, computed once for each loop."""

    def __init__(self) -> None:
        self._loops: dict[int, tuple[Sequence[Any], ItemKeys]] = {}

    def of(self, items: Sequence[Any]) -> ItemKeys:
        """Return the keys of a list of items, which is recognized by its identity and kept alive."""
        if id(items) not in self._loops:
            self._loops[id(items)] = (items, ItemKeys(items))
        return self._loops[id(items)][1]


class ItemKeys:
    """The keys of literal loop items."""

    def __init__(self, items: Sequence[Any]) -> None:
        self._items = items

    def find_without(self, key: str) -> int | None:
        """Return the index of the first item without a key, or None if all items have it."""
        if not self._items:
            return None
        first = self._items[0]
        return self._first_without.get(key) if isinstance(first, Mapping) and key in first else 0

    def is_optional(self, key: str) -> bool:
        """Return whether some items have a key."""
        return key in self._all

    @functools.cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(key for item in self._items if isinstance(item, Mapping) for key in item)

    @functools.cached_property
    def _first_without(self) -> Mapping[str, int]:
        """The keys of the first item that other items lack, with the index of the first item without each."""
        found: dict[str, int] = {}
        common = set(self._items[0])
        for index, item in enumerate(self._items):
            lacking = common.difference(item if isinstance(item, Mapping) else ())
            found.update(dict.fromkeys(lacking, index))
            common -= lacking
            if not common:
                break
        return found
