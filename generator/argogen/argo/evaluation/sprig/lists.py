"""Functions on lists."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.access import copy_list
from argogen.argo.evaluation.golang.equality import is_deeply_equal
from argogen.argo.evaluation.golang.types import ANY, BOOL, CHUNKS, INT, SLICE
from argogen.argo.evaluation.golang.values import GoFunction, GoList, GoValue, kind_of
from argogen.argo.evaluation.sprig.conversion import is_empty, to_integer
from argogen.argo.evaluation.sprig.declare import fallible, function, variadic

_NIL_DEREFERENCE = "runtime error: invalid memory address or nil pointer dereference"


def _require(value: GoValue, message: str) -> list[GoValue]:
    """Return a list. Raises GoPanicError for another value."""
    if value is None:
        raise GoPanicError(_NIL_DEREFERENCE)
    if not isinstance(value, list):
        raise GoPanicError(f"{message} {kind_of(value)}")
    return value


def _push(value: GoValue, item: GoValue) -> list[GoValue]:
    return [*_require(value, "Cannot push on type"), item]


def _prepend(value: GoValue, item: GoValue) -> list[GoValue]:
    return [item, *_require(value, "Cannot prepend on type")]


def _chunk(size: int, value: GoValue) -> GoList:
    items = _require(value, "Cannot chunk type")
    if size <= 0:
        return GoList(CHUNKS, _chunk_backwards(size, items))
    return GoList(CHUNKS, [list(items[at : at + size]) for at in range(0, len(items), size)])


def _chunk_backwards(size: int, items: list[GoValue]) -> list[list[GoValue]]:
    """Return the chunks for a size below 1, which sprig computes with floating-point numbers."""
    count = math.floor((len(items) - 1) / size) + 1 if size else -1
    if count == 0:
        return []
    if count == 1 and len(items) == 1 and size < -1:
        return [list(items)]
    raise GoPanicError("runtime error: makeslice: len out of range")


def _first(value: GoValue) -> GoValue:
    items = _require(value, "Cannot find first on type")
    return items[0] if items else None


def _last(value: GoValue) -> GoValue:
    items = _require(value, "Cannot find last on type")
    return items[-1] if items else None


def _rest(value: GoValue) -> list[GoValue]:
    items = _require(value, "Cannot find rest on type")
    return list(items[1:]) if items else GoList(types.SLICE, is_nil=True)


def _initial(value: GoValue) -> list[GoValue]:
    items = _require(value, "Cannot find initial on type")
    return list(items[:-1]) if items else GoList(types.SLICE, is_nil=True)


def _reverse(value: GoValue) -> list[GoValue]:
    return list(reversed(_require(value, "Cannot find reverse on type")))


def _compact(value: GoValue) -> list[GoValue]:
    return [item for item in _require(value, "Cannot compact on type") if not is_empty(item)]


def _find(items: list[GoValue], wanted: GoValue) -> bool:
    return any(is_deeply_equal(wanted, item) for item in items)


def _unique(value: GoValue) -> list[GoValue]:
    seen: list[GoValue] = []
    plain: set[tuple[type, Any]] = set()
    for item in _require(value, "Cannot find uniq on type"):
        key = (type(item), item) if type(item) in (str, int, bool) else None
        if key is None:
            if not _find(seen, item):
                seen.append(item)
        elif key not in plain:
            plain.add(key)
            seen.append(item)
    return seen


def _without(value: GoValue, *omitted: GoValue) -> list[GoValue]:
    items = _require(value, "Cannot find without on type")
    return [item for item in items if not _find(list(omitted), item)]


def _has(wanted: GoValue, value: GoValue) -> bool:
    return value is not None and _find(_require(value, "Cannot find has on type"), wanted)


def _slice(value: GoValue, *indices: GoValue) -> GoValue:
    items = _require(value, "list should be type of slice or array but")
    if not items:
        return None
    start = to_integer(indices[0]) if indices else 0
    end = to_integer(indices[1]) if len(indices) > 1 else len(items)
    if not 0 <= start <= end <= len(items):
        raise GoPanicError("reflect.Value.Slice: slice index out of bounds")
    return copy_list(items, items[start:end])


def _concat(*lists: GoValue) -> list[GoValue]:
    joined: list[GoValue] = []
    for one in lists:
        if one is not None and not isinstance(one, list):
            raise GoPanicError(f"Cannot concat type {kind_of(one)} as list")
        joined += _require(one, "")
    return joined or GoList(types.SLICE, is_nil=True)


def _make_list(*values: GoValue) -> list[GoValue]:
    return list(values)


def _both(
    name: str, must: str, declare: Callable[..., GoFunction], call: Callable[..., GoValue], *shape: types.GoType
) -> Mapping[str, GoFunction]:
    """Return a function that panics and the one that returns an error; expressions do not distinguish them."""
    result, *parameters = shape
    can_fail = {"can_fail": True} if declare is variadic else {}
    checked = fallible if declare is function else declare
    return {name: declare(call, *shape), must: checked(call, result, *parameters, **can_fail)}


_LIST = function(_make_list, SLICE)._replace(go_type=types.function_of((SLICE,), (SLICE,), is_variadic=True))
LIST_FUNCTIONS: Mapping[str, GoFunction] = {
    "tuple": _LIST,
    "list": _LIST,
    **_both("append", "mustAppend", function, _push, SLICE, ANY, ANY),
    **_both("push", "mustPush", function, _push, SLICE, ANY, ANY),
    **_both("prepend", "mustPrepend", function, _prepend, SLICE, ANY, ANY),
    **_both("chunk", "mustChunk", function, _chunk, CHUNKS, INT, ANY),
    **_both("first", "mustFirst", function, _first, ANY, ANY),
    **_both("last", "mustLast", function, _last, ANY, ANY),
    **_both("rest", "mustRest", function, _rest, SLICE, ANY),
    **_both("initial", "mustInitial", function, _initial, SLICE, ANY),
    **_both("reverse", "mustReverse", function, _reverse, SLICE, ANY),
    **_both("compact", "mustCompact", function, _compact, SLICE, ANY),
    **_both("uniq", "mustUniq", function, _unique, SLICE, ANY),
    **_both("without", "mustWithout", variadic, _without, SLICE, ANY, ANY),
    **_both("has", "mustHas", function, _has, BOOL, ANY, ANY),
    **_both("slice", "mustSlice", variadic, _slice, ANY, ANY, ANY),
    "concat": variadic(_concat, ANY, ANY),
}
