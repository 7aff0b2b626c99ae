"""Compare expanded settings: values are equal if their effect is the same, in any notation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from argogen.argo.notation.durations import read_go_duration
from argogen.argo.notation.error import NotationError
from argogen.argo.notation.quantities import read_quantity
from argogen.yaml.scalars import to_string

_READERS: Mapping[str, Callable[[str], object]] = {
    "timeout": read_go_duration,
    "pending_timeout": read_go_duration,
    "resources": read_quantity,
}


def is_same(key: str, one: Any, other: Any) -> bool:
    """Return whether two expanded values in the setting `key` are equal."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(key, one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(is_same(key, *pair) for pair in zip(one, other, strict=True))
    if one is None or other is None or isinstance(one, (dict, list)) or isinstance(other, (dict, list)):
        return one is other
    return _is_same_scalar(key, to_string(one), to_string(other))


def _is_same_scalar(key: str, one: str, other: str) -> bool:
    if one == other or key not in _READERS:
        return one == other
    try:
        return _READERS[key](one) == _READERS[key](other)
    except NotationError:
        return False
