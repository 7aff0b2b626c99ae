"""The mutable tree of a pipeline, with the origins of its entries.

Mappings and lists keep the original path of each entry, to place comments. A new entry has no original path unless it
is set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from argogen.dialects.translation import LocatedValue, TranslatedDocument
from argogen.yaml.node_path import NodePath


class TrackedDict(dict[str, Any]):
    """A mapping; `at` contains the original paths of its entries."""

    __slots__ = ("at",)

    def __init__(self, items: Mapping[str, Any] | None = None, at: Mapping[str, NodePath] | None = None) -> None:
        super().__init__(items or {})
        self.at: dict[str, NodePath] = dict(at or {})

    def put(self, key: str, value: Any, at: NodePath | None = None) -> None:
        """Set an entry and its original path."""
        self[key] = value
        if at is not None:
            self.at[key] = at

    def take(self, key: str) -> tuple[Any, NodePath | None]:
        """Remove an entry, and return it with its original path."""
        return self.pop(key), self.at.pop(key, None)

    def move(self, key: str, target: TrackedDict, name: str = "") -> None:
        """Move an entry to another mapping, optionally under another name."""
        value, at = self.take(key)
        target.put(name or key, value, at)

    def ordered(self, keys: Iterator[str] | list[str]) -> TrackedDict:
        """Return a copy with these entries first, in this order."""
        order = dict.fromkeys([key for key in keys if key in self])
        return TrackedDict({key: self[key] for key in {**order, **self}}, self.at)


class TrackedList(list[Any]):
    """A list; `at` contains the original paths of its items."""

    __slots__ = ("at",)

    def __init__(self, items: list[Any], at: list[NodePath | None] | None = None) -> None:
        super().__init__(items)
        self.at: list[NodePath | None] = at if at is not None else [None] * len(items)


def build_tree(part: LocatedValue) -> TrackedDict:
    """Return the tree of a pipeline that a dialect has built."""
    tree = _grow(part, part.origin.path)[0]
    assert isinstance(tree, TrackedDict)
    return tree


def _grow(value: Any, at: NodePath) -> tuple[Any, NodePath]:
    while isinstance(value, LocatedValue):
        value, at = value.value, value.origin.path
    if isinstance(value, dict):
        grown = TrackedDict()
        for key, item in value.items():
            grown.put(key, *_grow(item, (*at, key)))
        return grown, at
    if isinstance(value, list):
        items = [_grow(item, (*at, index)) for index, item in enumerate(value)]
        return TrackedList([item for item, _ in items], [origin for _, origin in items]), at
    return value, at


def build_translated_tree(document: TranslatedDocument) -> TrackedDict:
    """Return the tree of a translated document; entries from other files have no original path."""
    tree = _regrow(document.data, (), document)
    assert isinstance(tree, TrackedDict)
    return tree


def _regrow(value: Any, path: NodePath, document: TranslatedDocument) -> Any:
    if isinstance(value, dict):
        places = {key: _find_origin((*path, key), document) for key in value}
        known = {key: at for key, at in places.items() if at is not None}
        return TrackedDict({key: _regrow(item, (*path, key), document) for key, item in value.items()}, known)
    if isinstance(value, list):
        items = [_regrow(item, (*path, index), document) for index, item in enumerate(value)]
        return TrackedList(items, [_find_origin((*path, index), document) for index in range(len(value))])
    return value


def _find_origin(path: NodePath, document: TranslatedDocument) -> NodePath | None:
    origin = document.origins.get(path)
    return origin.path if origin is not None and origin.document.source is document.source else None


def to_plain_data(tree: Any) -> Any:
    """Return the plain data of a tree."""
    if isinstance(tree, dict):
        return {key: to_plain_data(item) for key, item in tree.items()}
    return [to_plain_data(item) for item in tree] if isinstance(tree, list) else tree


def replace_keys(tree: Any, change: Callable[[str], str]) -> None:
    """Change every key in a tree, in place."""
    if isinstance(tree, TrackedDict):
        entries = {change(key): (item, tree.at.get(key)) for key, item in tree.items()}
        tree.clear()
        tree.at.clear()
        for key, (item, at) in entries.items():
            tree.put(key, item, at)
    for item in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        replace_keys(item, change)


def replace_strings(tree: Any, change: Callable[[str], str]) -> Any:
    """Change every string in a tree, in place; return the tree, or the changed string if it is one."""
    if isinstance(tree, str):
        return change(tree)
    for key, item in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        if isinstance(item, (str, dict, list)):
            tree[key] = replace_strings(item, change)
    return tree


def drop_keys(tree: Any, key: str) -> None:
    """Remove a key from every mapping in a tree."""
    if isinstance(tree, TrackedDict) and key in tree:
        tree.take(key)
    for item in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        drop_keys(item, key)
