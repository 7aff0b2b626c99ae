"""Builtins on lists and maps."""

from __future__ import annotations

from typing import Any

from argogen.argo.evaluation.builtins.text import as_string
from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.access import copy_list, fetch
from argogen.argo.evaluation.golang.arithmetic import is_less
from argogen.argo.evaluation.golang.equality import is_equal
from argogen.argo.evaluation.golang.formatting import format_value
from argogen.argo.evaluation.golang.maps import as_key, sorted_items
from argogen.argo.evaluation.golang.sorting import sort_items
from argogen.argo.evaluation.golang.values import GoList, GoMap, GoValue, kind_of, name_type

_SORTABLE = frozenset({"[]interface {}", "[]int", "[]float64", "[]string"})


def length(value: GoValue) -> int:
    """Return the number of elements, entries or characters."""
    if isinstance(value, (list, dict, str)):
        return len(value)
    raise GoPanicError(f"invalid argument for len (type {name_type(value)})")


def _as_list(value: GoValue, message: str) -> list[GoValue]:
    if not isinstance(value, list):
        raise GoPanicError(message.format(kind_of(value)))
    return value


def _as_map(value: GoValue, message: str) -> dict[Any, GoValue]:
    if not isinstance(value, dict):
        raise GoPanicError(message.format(kind_of(value)))
    return value


def first(value: GoValue) -> GoValue:
    """Return the first element; nil without one."""
    return _end(value, 0)


def last(value: GoValue) -> GoValue:
    """Return the last element; nil without one."""
    return _end(value, -1)


def _end(value: GoValue, index: int) -> GoValue:
    try:
        return fetch(value, index)
    except GoPanicError:
        return None


def take(value: GoValue, count: GoValue) -> GoValue:
    """Return the first elements."""
    items = _as_list(value, "cannot take from {}")
    if kind_of(count) not in types.SIGNED:
        raise GoPanicError(f"cannot take {kind_of(count)} elements")
    if count < 0:
        raise GoPanicError("reflect.Value.Slice: slice index out of bounds")
    return copy_list(items, items[: int(count)])


def keys(value: GoValue) -> list[GoValue]:
    """Return the keys of a map."""
    return [key for key, _ in sorted_items(_as_map(value, "cannot get keys from {}"))]


def values(value: GoValue) -> list[GoValue]:
    """Return the values of a map."""
    return [item for _, item in sorted_items(_as_map(value, "cannot get values from {}"))]


def to_pairs(value: GoValue) -> GoList:
    """Return the entries of a map as pairs."""
    entries = sorted_items(_as_map(value, "cannot transform {} to pairs"))
    return GoList(types.PAIRS, [GoList(types.PAIR, entry) for entry in entries])


def from_pairs(value: GoValue) -> GoMap:
    """Return a map of pairs."""
    made = GoMap(types.ANY_MAP)
    for pair in _as_list(value, "cannot transform {} from pairs"):
        if not isinstance(pair, list):
            raise GoPanicError(f"invalid pair {format_value(pair)}")
        if len(pair) != 2:
            raise GoPanicError(f"invalid pair length {format_value(pair)}")
        made[as_key(made, pair[0])] = pair[1]
    return made


def reverse(value: GoValue) -> list[GoValue]:
    """Return the elements in reverse order."""
    return _as_list(value, "cannot reverse {}")[::-1]


def unique(value: GoValue) -> list[GoValue]:
    """Return the different elements."""
    seen: list[GoValue] = []
    plain: set[tuple[type, GoValue]] = set()
    for item in _as_list(value, "cannot uniq {}"):
        key = (type(item), item) if type(item) in (str, bool) else None
        if key in plain or (key is None and any(is_equal(item, known) for known in seen)):
            continue
        if key is not None:
            plain.add(key)
        seen.append(item)
    return seen


def concat(*lists: GoValue) -> GoValue:
    """Return the elements of several lists."""
    joined: list[GoValue] = []
    for one in lists:
        joined += _as_list(one, "cannot concat {}")
    return joined or GoList(types.SLICE, is_nil=True)


def flatten(value: GoValue) -> list[GoValue]:
    """Return the elements of a list and the lists in it."""
    flat: list[GoValue] = []
    pending = [iter(_as_list(value, "cannot flatten {}"))]
    while pending:
        item = next(pending[-1], pending)
        if item is pending:
            pending.pop()
        elif isinstance(item, list):
            pending.append(iter(item))
        else:
            flat.append(item)
    return flat


def sort(value: GoValue, order: GoValue = "asc") -> GoValue:
    """Return the elements in order."""
    items = list(value) if name_type(value) in _SORTABLE else []
    direction = as_string(order)
    if direction not in ("asc", "desc"):
        raise GoPanicError(f"invalid order {direction}, expected asc or desc")
    if name_type(value) not in _SORTABLE:
        return GoList(types.SLICE, is_nil=True)
    if direction == "desc":
        return sort_items(items, lambda one, other: is_less(other, one))
    return sort_items(items, is_less)
