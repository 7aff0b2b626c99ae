"""Index the literal items of a loop."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from argogen.context import Call
from argogen.language.resolve.loops.item_keys import ItemKeys
from argogen.records import cached_property
from argogen.suggestions import NameIndex
from argogen.yaml.limits import load_json


class LoopItems:
    """The items of a step or task with a loop, indexed by keys and values."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._names: dict[int, NameIndex] = {}

    @cached_property
    def items(self) -> Sequence[Any]:
        """The items, from a list or from a JSON string."""
        written = self._call.with_param
        if written is None or "{{" in written:
            return self._call.with_items
        try:
            found = load_json(written)
        except ValueError:
            return ()
        return found if isinstance(found, list) else ()

    def find_without(self, key: str) -> int | None:
        """Return the index of the first item without a key, None if all items have it."""
        return self._keys.find_without(key)

    @cached_property
    def _keys(self) -> ItemKeys:
        return ItemKeys(self.items)

    def names_in(self, index: int) -> NameIndex:
        """Return the keys of an item; empty if it is not a mapping."""
        if index not in self._names:
            item = self.items[index]
            self._names[index] = NameIndex(tuple(map(str, item)) if isinstance(item, Mapping) else ())
        return self._names[index]

    @cached_property
    def values(self) -> Mapping[str, Sequence[str]]:
        """The strings that Argo inserts for `item` or `item.KEY` in the iterations."""
        found: dict[str, dict[str, None]] = {}
        for item in self.items:
            parts = {f"item.{key}": value for key, value in item.items()} if isinstance(item, dict) else {"item": item}
            for name, value in parts.items():
                found.setdefault(name, {})[_format_as_argo(value)] = None
        return {name: tuple(texts) for name, texts in found.items()}


def _format_as_argo(value: Any) -> str:
    """Return an item, or a value of one, as Argo inserts it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
