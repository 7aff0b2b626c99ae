"""Compile the text of a rendered template to a function that fills in its values.

Absent is None everywhere: a value that is None, a key with nothing after it, and a collection all of whose entries are
absent. An absent entry is dropped.
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

_MAX_DIGITS = 9  # of an index; templates place fewer values than that
_CHANGED = "a filter has changed the text in which values are marked"


def compile_shape(text: str) -> Fill:
    """Return a function from a template's values to its data; `text` is the YAML that the template gives, with markers.

    Both raise ShapeError.
    """
    try:
        root = compose_untyped(text)
    except ComposeError as error:
        raise ShapeError(show_markers(error.message), line=error.line) from error
    count = 1 + max(map(_read_index, MARKER.findall(text)), default=-1)
    return _guard(_compile(root, 0), count) if root else lambda _values: None


def _guard(fill: Fill, count: int) -> Fill:
    """Raise ShapeError for a marker of no value, which a template can make by a filter on a block."""

    def fill_guarded(values: Values) -> Any:
        if count > len(values):
            raise ShapeError(_CHANGED)
        return fill(values)

    return fill_guarded


def _read_index(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise ShapeError(_CHANGED)
    return int(digits)


def _compile(node: Node, depth: int) -> Fill:
    if node.tag not in KNOWN_TAGS:
        raise ShapeError(f"a template cannot use the YAML tag `{node.tag}`", line=node.start_mark.line)
    if depth > MAX_DEPTH:  # an alias may stand inside of what it means
        raise ShapeError(TOO_DEEP, line=node.start_mark.line)
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
    _reject_duplicates([key for key, _ in entries])
    if any(is_dynamic(key) for key, _ in entries):
        return fill_dynamic(entries)
    return _fill_fixed([(key.value, build) for key, build in entries])


def _check_key(key: Node) -> ScalarNode:
    if not isinstance(key, ScalarNode):
        raise ShapeError("a key is one text, no list or mapping", line=key.start_mark.line)
    return key


def _reject_duplicates(keys: list[ScalarNode]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key.value in seen and not is_splice(key):
            raise ShapeError(f"the key `{key.value}` stands twice in one mapping", line=key.start_mark.line)
        seen.add(key.value)


def _fill_fixed(entries: list[tuple[str, Fill]]) -> Fill:
    """Fill a mapping whose keys are all written in the template: nearly every mapping, so this is kept fast."""

    def fill(values: Values) -> dict[str, Any] | None:
        return {key: value for key, build in entries if (value := build(values)) is not None} or None

    return fill if entries else lambda _values: {}
