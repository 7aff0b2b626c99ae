"""A pipeline that is rewritten piece by piece, whose parts remember where they came from.

Mappings and lists know for each of their entries the path of what it came from in the original, for the comments that
stood there. What is made anew knows nothing, unless it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from argogen.dialects.translation import LocatedValue, TranslatedDocument
from argogen.yaml.node_path import NodePath


class Map(dict[str, Any]):
    """A mapping; `at` is where its entries came from."""

    __slots__ = ("at",)

    def __init__(self, items: Mapping[str, Any] | None = None, at: Mapping[str, NodePath] | None = None) -> None:
        super().__init__(items or {})
        self.at: dict[str, NodePath] = dict(at or {})

    def put(self, key: str, value: Any, at: NodePath | None = None) -> None:
        """Set an entry, and where it came from."""
        self[key] = value
        if at is not None:
            self.at[key] = at

    def take(self, key: str) -> tuple[Any, NodePath | None]:
        """An entry, which is then gone, and where it came from."""
        return self.pop(key), self.at.pop(key, None)

    def move(self, key: str, target: Map, name: str = "") -> None:
        """Move an entry to another mapping, under another name perhaps."""
        value, at = self.take(key)
        target.put(name or key, value, at)

    def ordered(self, keys: Iterator[str] | list[str]) -> Map:
        """The same with these entries first, in this order."""
        order = dict.fromkeys([key for key in keys if key in self])
        return Map({key: self[key] for key in {**order, **self}}, self.at)


class Seq(list[Any]):
    """A list; `at` is where its items came from."""

    __slots__ = ("at",)

    def __init__(self, items: list[Any], at: list[NodePath | None] | None = None) -> None:
        super().__init__(items)
        self.at: list[NodePath | None] = at if at is not None else [None] * len(items)


def grow(part: LocatedValue) -> Map:
    """The tree of a pipeline that a dialect has made."""
    tree = _grow(part, part.origin.path)[0]
    assert isinstance(tree, Map)
    return tree


def _grow(value: Any, at: NodePath) -> tuple[Any, NodePath]:
    while isinstance(value, LocatedValue):
        value, at = value.value, value.origin.path
    if isinstance(value, dict):
        grown = Map()
        for key, item in value.items():
            grown.put(key, *_grow(item, (*at, key)))
        return grown, at
    if isinstance(value, list):
        items = [_grow(item, (*at, index)) for index, item in enumerate(value)]
        return Seq([item for item, _ in items], [origin for _, origin in items]), at
    return value, at


def grow_translation(document: TranslatedDocument) -> Map:
    """The tree of a translated document; what came from other files than the main one knows nothing."""
    tree = _regrow(document.data, (), document)
    assert isinstance(tree, Map)
    return tree


def _regrow(value: Any, path: NodePath, document: TranslatedDocument) -> Any:
    if isinstance(value, dict):
        places = {key: _find_origin((*path, key), document) for key in value}
        known = {key: at for key, at in places.items() if at is not None}
        return Map({key: _regrow(item, (*path, key), document) for key, item in value.items()}, known)
    if isinstance(value, list):
        items = [_regrow(item, (*path, index), document) for index, item in enumerate(value)]
        return Seq(items, [_find_origin((*path, index), document) for index in range(len(value))])
    return value


def _find_origin(path: NodePath, document: TranslatedDocument) -> NodePath | None:
    origin = document.origins.get(path)
    return origin.path if origin is not None and origin.document.source == document.source else None


def cut(tree: Any) -> Any:
    """The plain data of a tree."""
    if isinstance(tree, dict):
        return {key: cut(item) for key, item in tree.items()}
    return [cut(item) for item in tree] if isinstance(tree, list) else tree


def change_keys(tree: Any, change: Callable[[str], str]) -> None:
    """Change every key within a tree, in place."""
    if isinstance(tree, Map):
        entries = {change(key): (item, tree.at.get(key)) for key, item in tree.items()}
        tree.clear()
        tree.at.clear()
        for key, (item, at) in entries.items():
            tree.put(key, item, at)
    for item in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        change_keys(item, change)


def change_texts(tree: Any, change: Callable[[str], str]) -> Any:
    """Change every text within a tree, in place; the tree, or the changed text that it is."""
    if isinstance(tree, str):
        return change(tree)
    for key, item in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        if isinstance(item, (str, dict, list)):
            tree[key] = change_texts(item, change)
    return tree


def drop_keys(tree: Any, key: str) -> None:
    """Take a key out of every mapping within a tree."""
    if isinstance(tree, Map) and key in tree:
        tree.take(key)
    for item in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        drop_keys(item, key)
