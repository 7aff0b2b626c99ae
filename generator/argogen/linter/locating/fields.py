"""Index the fields of a node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from argogen.yaml.node_path import NodePath


class FieldIndex:
    """The first path of each key in mappings, which are read lazily and once."""

    def __init__(self, mappings: Iterable[tuple[NodePath, Mapping[Any, Any]]]) -> None:
        self._unread = enumerate(mappings)
        self._found: dict[Any, tuple[int, NodePath]] = {}

    def find(self, keys: Sequence[str]) -> NodePath | None:
        """Return the path of the first of some keys in the first mapping that has one of them."""
        while not (found := [self._found[key] for key in keys if key in self._found]):
            if not self._read_mapping():
                return None
        return min(found, key=lambda each: each[0])[1]

    def _read_mapping(self) -> bool:
        number, (path, mapping) = next(self._unread, (0, ((), None)))
        for key in mapping or ():
            self._found.setdefault(key, (number, (*path, key)))
        return mapping is not None
