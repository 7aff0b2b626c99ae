"""What all parts of a Context share, and their form as plain data."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

Object = Mapping[str, Any]


class ContextNode:
    """What all nodes share, so that starting does not pay for methods of each: equality and a readable form."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and as_json(self) == as_json(other)

    def __hash__(self) -> int:
        return hash(type(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({as_json(self)})"


def as_json(value: Any) -> Any:
    """A Context, or a part of one, as plain data: what is absent is left out, and so are the origins."""
    if dataclasses.is_dataclass(value):
        return {f.name: as_json(getattr(value, f.name)) for f in dataclasses.fields(value) if _is_present(value, f)}
    if isinstance(value, Mapping):
        return {name: as_json(item) for name, item in value.items()}
    return [as_json(item) for item in value] if isinstance(value, (tuple, list)) else value


def _is_present(node: Any, field_: dataclasses.Field[Any]) -> bool:
    """Whether a field says anything; an empty mapping does where its absence would be None: `suspend: {}`."""
    value = getattr(node, field_.name)
    if field_.name == "origin" or value is None or value == ():
        return False
    return bool(value) or field_.default_factory is dataclasses.MISSING
