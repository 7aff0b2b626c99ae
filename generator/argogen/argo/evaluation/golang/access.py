"""Members, slices and lengths of Go values, as vm/runtime of expr-lang reads them."""

from __future__ import annotations

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.arithmetic import as_int
from argogen.argo.evaluation.golang.equality import is_equal
from argogen.argo.evaluation.golang.formatting import format_value
from argogen.argo.evaluation.golang.maps import as_key, map_type
from argogen.argo.evaluation.golang.methods import bind_method, find_method
from argogen.argo.evaluation.golang.values import (
    GoList,
    GoStruct,
    GoValue,
    Uint8,
    decode,
    encode,
    name_type,
    type_of,
    zero_of,
)

_MISSING = object()


def fetch(value: GoValue, key: GoValue) -> GoValue:
    """Return a member of a value. Raises GoPanicError."""
    found = _find_member(value, key, is_strict=True)
    if found is _MISSING:
        raise GoPanicError(f"cannot fetch {format_value(key)} from {name_type(value)}")
    return found


def get(value: GoValue, key: GoValue) -> GoValue:
    """Return a member of a value, or nil without one."""
    if value is None:
        return None
    found = _find_member(value, key, is_strict=False)
    return None if found is _MISSING else found


def _find_member(value: GoValue, key: GoValue, *, is_strict: bool) -> GoValue:
    if isinstance(key, str):
        method = find_method(type_of(value), key)
        if method is not None:
            return bind_method(value, method)
    if isinstance(value, (list, str)):
        return _find_element(value, key, is_strict=is_strict)
    if isinstance(value, dict):
        stored = as_key(value, key)
        if stored in value:
            return value[stored]
        return zero_of(map_type(value).element or types.ANY) if is_strict else _MISSING
    if isinstance(value, GoStruct) and isinstance(key, str):
        return value.fields.get(key, _MISSING)
    return _MISSING


def _find_element(value: list[GoValue] | str, key: GoValue, *, is_strict: bool) -> GoValue:
    items = encode(value) if isinstance(value, str) else value
    index, length = as_int(key), len(items)
    index = index + length if index < 0 else index
    if 0 <= index < length:
        return Uint8(items[index]) if isinstance(items, bytes) else items[index]
    if is_strict:
        raise GoPanicError(f"index out of range: {index} (array length is {length})")
    return _MISSING


def slice_value(value: GoValue, low: GoValue, high: GoValue) -> GoValue:
    """Return a part of a list or a string; bounds beyond it are moved into it. Raises GoPanicError."""
    if not isinstance(value, (list, str)):
        raise GoPanicError(f"cannot slice {format_value(low)}")
    if isinstance(value, str):
        data = encode(value)
        return decode(data[_bound_slice(len(data), low, high)])
    return copy_list(value, value[_bound_slice(len(value), low, high)])


def _bound_slice(length: int, low: GoValue, high: GoValue) -> slice:
    start, end = as_int(low), as_int(high)
    start = max(0, start + length if start < 0 else start)
    end = min(length, max(0, end + length if end < 0 else end))
    return slice(min(start, end), end)


def copy_list(model: list[GoValue], items: list[GoValue]) -> list[GoValue]:
    """Return items in a list of the type of another one; a part of an array is a slice."""
    if not isinstance(model, GoList):
        return items
    element = model.go_type.element or types.ANY
    return GoList(types.slice_of(element), items, is_nil=model.is_nil) if element != types.ANY else items


def length_of(value: GoValue) -> int:
    """Return the number of elements, entries or bytes. Raises GoPanicError."""
    if isinstance(value, str):
        return len(encode(value))
    if isinstance(value, (list, dict)):
        return len(value)
    raise GoPanicError(f"invalid argument for len (type {name_type(value)})")


def contains(collection: GoValue, value: GoValue) -> bool:
    """Return whether a list contains a value, or a map a key. Raises GoPanicError."""
    if collection is None:
        return False
    if isinstance(collection, list):
        return any(is_equal(item, value) for item in collection)
    if isinstance(collection, dict):
        return as_key(collection, value) in collection
    if isinstance(collection, GoStruct):
        if not isinstance(value, str):
            raise GoPanicError(f"cannot use {name_type(value)} as field name of {name_type(collection)}")
        return value in collection.fields
    raise GoPanicError(f'operator "in" not defined on {name_type(collection)}')
