"""The base class of Context nodes, and their conversion to plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.records import Record

Object = Mapping[str, Any]


class ContextNode(Record):
    """A node of a Context; nodes with the same data are equal, regardless of their origins."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and as_json(self) == as_json(other)

    def __hash__(self) -> int:
        return hash(type(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({as_json(self)})"


def as_json(value: Any) -> Any:
    """Return a Context or a node as plain data, without absent fields and origins."""
    if isinstance(value, ContextNode):
        kind = type(value)
        return {name: as_json(getattr(value, name)) for name in kind._fields if _is_present(value, name)}
    if isinstance(value, Mapping):
        return {name: as_json(item) for name, item in value.items()}
    return [as_json(item) for item in value] if isinstance(value, (tuple, list)) else value


def _is_present(node: ContextNode, name: str) -> bool:
    """Whether a field is present; an empty mapping is present if the default is None (`suspend: {}`)."""
    value = getattr(node, name)
    if name == "origin" or value is None or value == ():
        return False
    return bool(value) or not isinstance(getattr(type(node), name, None), Mapping)
