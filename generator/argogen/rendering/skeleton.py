"""Compile a shape to a function that fills it: the list of a part's values in, the part's data out.

Absent is None all the way: a value that is None, a key with nothing after it, and a collection all of whose entries
are absent. An absent entry is dropped.
"""

from __future__ import annotations

import functools
from typing import Any

from yaml import MappingNode, Node, ScalarNode

from argogen.rendering.faults import ShapeError
from argogen.rendering.places import Fill, Values, compile_scalar
from argogen.rendering.shapes import DEEPEST, TAGS, read_shape, too_deep
from argogen.rendering.splices import fill_open, is_open, is_splice

_DISTINCT_SHAPES = 1024


@functools.lru_cache(_DISTINCT_SHAPES)
def compile_shape(text: str) -> Fill:
    """A function that fills the shape `text`. Both this and that function raise ShapeError."""
    root = read_shape(text)
    return _compile(root, 0) if root else lambda _values: None


def _compile(node: Node, depth: int) -> Fill:
    if node.tag not in TAGS:
        raise ShapeError(f"a template cannot use the YAML tag `{node.tag}`", line=node.start_mark.line)
    if depth > DEEPEST:
        raise too_deep(node.start_mark.line)
    if isinstance(node, ScalarNode):
        return compile_scalar(node)
    return _compile_mapping(node, depth) if isinstance(node, MappingNode) else _compile_sequence(node, depth)


def _compile_sequence(node: Node, depth: int) -> Fill:
    items = [_compile(item, depth + 1) for item in node.value]

    def fill(values: Values) -> list[Any] | None:
        return [item for build in items if (item := build(values)) is not None] or None

    return fill if items else lambda _values: []


def _compile_mapping(node: MappingNode, depth: int) -> Fill:
    entries = [(_check_key(key), _compile(value, depth + 1)) for key, value in node.value]
    _refuse_twins([key for key, _ in entries])
    if any(is_open(key) for key, _ in entries):
        return fill_open(entries)
    return _fill_fixed([(key.value, build) for key, build in entries])


def _check_key(key: Node) -> ScalarNode:
    if not isinstance(key, ScalarNode):
        raise ShapeError("a key is one text, no list or mapping", line=key.start_mark.line)
    return key


def _refuse_twins(keys: list[ScalarNode]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key.value in seen and not is_splice(key):
            raise ShapeError(f"the key `{key.value}` stands twice in one mapping", line=key.start_mark.line)
        seen.add(key.value)


def _fill_fixed(entries: list[tuple[str, Fill]]) -> Fill:
    """A mapping whose keys the template spells out: nearly every one there is, so this is kept fast."""

    def fill(values: Values) -> dict[str, Any] | None:
        return {key: value for key, build in entries if (value := build(values)) is not None} or None

    return fill if entries else lambda _values: {}
