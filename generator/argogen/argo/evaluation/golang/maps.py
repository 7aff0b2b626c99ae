"""Access to maps: their keys have types in Go, and maps with keys of any type distinguish 1, 1.0 and true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.types import GoType
from argogen.argo.evaluation.golang.values import GoMap, GoValue, encode, name_type, type_of, zero_of

_UNHASHABLE = frozenset({"slice", "map", "func"})


class MapKey(NamedTuple):
    """A key of a map with keys of any type."""

    type_name: str
    value: GoValue


def map_type(mapping: dict[Any, GoValue]) -> GoType:
    """Return the type of a map."""
    return mapping.go_type if isinstance(mapping, GoMap) else types.MAP


def as_key(mapping: dict[Any, GoValue], key: GoValue) -> Any:
    """Return the form in which a map stores a key. Raises GoPanicError for a key of another type."""
    wanted = map_type(mapping).key or types.ANY
    found = type_of(key)
    if wanted == types.ANY:
        if found is not None and found.kind in _UNHASHABLE:
            raise GoPanicError(f"runtime error: hash of unhashable type {found.name}")
        return MapKey(name_type(key), key)
    if found is None:
        return zero_of(wanted)
    if found != wanted:
        message = f"reflect.Value.MapIndex: value of type {found.name} is not assignable to type {wanted.name}"
        raise GoPanicError(message)
    return key


def from_key(stored: Any) -> GoValue:
    """Return the key that a map stores in this form."""
    return stored.value if isinstance(stored, MapKey) else stored


def sorted_items(mapping: dict[Any, GoValue]) -> Iterator[tuple[GoValue, GoValue]]:
    """Yield the entries sorted by key. Go has no order of entries; a fixed one makes results reproducible."""
    for stored in sorted(mapping, key=_order):
        yield from_key(stored), mapping[stored]


def _order(stored: Any) -> tuple[int, Any, Any]:
    """Order keys as Go prints maps: nil, then numbers, strings and others by type."""
    key = from_key(stored)
    if key is None:
        return 0, "", ""
    if isinstance(key, (bool, int, float)):
        return 1, name_type(key), key
    return 2, name_type(key), encode(key) if isinstance(key, str) else b""
