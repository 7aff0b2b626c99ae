"""Place the comments of a manifest above the corresponding entries of the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from argogen.importing.simplify import SimplifiedPipeline
from argogen.importing.tree import TrackedDict, TrackedList
from argogen.yaml.node_path import NodePath

# Refers to the schema of the original.
_MODELINE = "# yaml-language-server:"

# An entry of a container: its id, and the key or index.
_Entry = tuple[int, str | int]


class CommentedData(NamedTuple):
    """Plain data with comments: `above` entries of its containers (by their ids), at its `top` and at its `end`."""

    data: dict[str, Any]
    above: Mapping[int, Mapping[str | int, list[str]]]
    top: list[str]
    end: list[str]


def place_comments(simple: SimplifiedPipeline, comments: Mapping[NodePath, list[str]]) -> CommentedData:
    """Return the pipeline as plain data, with each comment above the entry that corresponds to its original entry.

    Without a corresponding entry, the comment is placed above the first entry below it, or else above its parent.
    """
    tree = _CommentTargets(simple.moved)
    placed = CommentedData(tree.copy(simple.pipeline), {}, [], [])
    above: dict[int, dict[str | int, list[str]]] = {}
    for path, lines in comments.items():
        kept = [line for line in lines if not line.startswith(_MODELINE)]
        target = tree.find(path)
        if not path:
            placed.end.extend(kept)
        elif target is None:
            placed.top.extend(kept)
        elif kept:
            above.setdefault(target[0], {}).setdefault(target[1], []).extend(kept)
    return placed._replace(above=above)


class _CommentTargets:
    """Maps original paths to entries: `exact` ones, and the first entry `below` a path."""

    def __init__(self, moved: Mapping[NodePath, NodePath]) -> None:
        self._moved = moved
        self._exact: dict[NodePath, _Entry] = {}
        self._below: dict[NodePath, _Entry] = {}

    def copy(self, tree: Any) -> Any:
        """Return the plain data of a tree, and record the original paths of its entries."""
        if isinstance(tree, dict):
            plain: Any = {}
            for key, item in tree.items():
                self._record(tree.at.get(key) if isinstance(tree, TrackedDict) else None, (id(plain), key))
                plain[key] = self.copy(item)
            return plain
        if isinstance(tree, list):
            plain = []
            for index, item in enumerate(tree):
                self._record(tree.at[index] if isinstance(tree, TrackedList) else None, (id(plain), index))
                plain.append(self.copy(item))
            return plain
        return tree

    def _record(self, at: NodePath | None, target: _Entry) -> None:
        if at is not None:
            self._exact.setdefault(at, target)
            for depth in range(1, len(at)):
                self._below.setdefault(at[:depth], target)

    def find(self, path: NodePath) -> _Entry | None:
        """Return the entry for a comment at an original path; None for the top of the pipeline."""
        for _ in range(len(self._moved) + len(path)):
            if path in self._exact:
                return self._exact[path]
            if path in self._below and path not in self._moved:
                return self._below[path]
            path = self._moved.get(path, path[:-1])
        return None
