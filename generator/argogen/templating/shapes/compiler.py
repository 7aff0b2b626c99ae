"""Compile the output of a template to a function that fills in its values.

These are absent: a value that is None, a key without a value, and a collection whose entries are all absent. An absent
entry is dropped, so a template may contain a key twice if one of the two is absent.
"""

from __future__ import annotations

from typing import Any

from argogen.templating.errors import ShapeError
from argogen.templating.shapes.dynamic_mappings import fill_dynamic, is_dynamic, is_splice
from argogen.templating.shapes.markers import MARKER, show_markers
from argogen.templating.shapes.scalars import Fill, Values, compile_scalar
from argogen.yaml.untyped import (
    KNOWN_TAGS,
    MAX_DEPTH,
    TOO_DEEP,
    ComposeError,
    MappingNode,
    Node,
    ScalarNode,
    compose_untyped,
)

_MAX_DIGITS = 9  # of an index; templates place fewer values
_CHANGED = "a filter has changed the marker of a value"


def compile_shape(text: str) -> Fill:
    """Return a function from the values of a template to its data; `text` is its YAML, with markers.

    Both raise ShapeError.
    """
    try:
        root = compose_untyped(text)
    except ComposeError as error:
        raise ShapeError(show_markers(error.message), line=error.line) from error
    count = 1 + max(map(_read_index, MARKER.findall(text)), default=-1)
    fill = _compile(root, 0) if root else None
    return _guard(fill, count) if fill else lambda _values: None


def _guard(fill: Fill, count: int) -> Fill:
    """Raise ShapeError for a marker without a value, which a filter on a block can produce."""

    def fill_guarded(values: Values) -> Any:
        if count > len(values):
            raise ShapeError(_CHANGED)
        return fill(values)

    return fill_guarded


def _read_index(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise ShapeError(_CHANGED)
    return int(digits)


def _compile(node: Node, depth: int) -> Fill | None:
    """Return the function that fills in a node, None for a node that is always absent."""
    if node.tag not in KNOWN_TAGS:
        raise ShapeError(f"unsupported YAML tag `{node.tag}`", line=node.start_mark.line)
    if depth > MAX_DEPTH:  # an alias can be inside of its anchor
        raise ShapeError(TOO_DEEP, line=node.start_mark.line)
    if isinstance(node, ScalarNode):
        return compile_scalar(node)
    return _compile_mapping(node, depth) if isinstance(node, MappingNode) else _compile_sequence(node, depth)


def _compile_sequence(node: Node, depth: int) -> Fill | None:
    items = [build for item in node.value if (build := _compile(item, depth + 1)) is not None]

    def fill(values: Values) -> list[Any] | None:
        return [item for build in items if (item := build(values)) is not None] or None

    if not node.value:
        return lambda _values: []
    return fill if items else None


def _compile_mapping(node: MappingNode, depth: int) -> Fill | None:
    if not node.value:
        return lambda _values: {}
    compiled = [(_check_key(key), _compile(value, depth + 1)) for key, value in node.value]
    entries = [(key, fill) for key, fill in compiled if fill is not None]
    if not entries:
        return None
    _reject_duplicates([key for key, _ in entries])
    if any(is_dynamic(key) for key, _ in entries):
        return fill_dynamic(entries)
    return _fill_fixed([(key.value, build) for key, build in entries])


def _check_key(key: Node) -> ScalarNode:
    if not isinstance(key, ScalarNode):
        raise ShapeError("mapping key must be a string, not a list or mapping", line=key.start_mark.line)
    return key


def _reject_duplicates(keys: list[ScalarNode]) -> None:
    seen: dict[str, int] = {}
    for key in keys:
        line = key.start_mark.line
        if key.value in seen and not is_splice(key):
            message = f"duplicate key `{key.value}`"
            raise ShapeError(message, line=line, earlier=seen[key.value])
        seen[key.value] = line


def _fill_fixed(entries: list[tuple[str, Fill]]) -> Fill:
    """Fill a mapping whose keys are all constant, as in nearly every mapping."""

    def fill(values: Values) -> dict[str, Any] | None:
        return {key: value for key, build in entries if (value := build(values)) is not None} or None

    return fill
