"""Equality of Go values: the operator of expr-lang, and reflect.DeepEqual."""

from __future__ import annotations

from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.clock.durations import Duration
from argogen.argo.evaluation.golang.clock.times import Time
from argogen.argo.evaluation.golang.values import (
    GoFunction,
    GoStruct,
    GoValue,
    is_nil,
    is_number,
    kind_of,
    type_of,
    wrap,
)
from argogen.argo.evaluation.trampoline import Task, run

# The lists whose elements `==` compares with each other; others are compared with their types.
_PLAIN_LISTS = frozenset(
    {"[]interface {}", "[]string", "[]int", "[]int64", "[]int32", "[]uint64", "[]uint8", "[]float64"}
)


def is_equal(left: GoValue, right: GoValue) -> bool:
    """Return `left == right` of expr-lang: numbers of different types can be equal."""
    return run(_is_equal(left, right))


def is_deeply_equal(left: GoValue, right: GoValue) -> bool:
    """Return whether two values have the same type and content."""
    return run(_is_deeply_equal(left, right))


def _is_equal(left: GoValue, right: GoValue) -> Task[bool]:
    if is_number(left) and is_number(right):
        return _are_numbers_equal(left, right)
    if isinstance(left, Time) and isinstance(right, Time):
        return left.instant == right.instant
    if isinstance(left, Duration) and isinstance(right, Duration):
        return int(left) == int(right)
    if _are_plain_lists(left, right):
        return (yield _are_lists_equal(left, right))  # type: ignore[no-any-return]
    if is_nil_value(left) and is_nil_value(right):
        return True
    return (yield _is_deeply_equal(left, right))  # type: ignore[no-any-return]


def is_nil_value(value: GoValue) -> bool:
    """Return whether a value is nil in the sense of expr-lang."""
    return is_nil(value)


def _are_numbers_equal(left: GoValue, right: GoValue) -> bool:
    if isinstance(left, float) or isinstance(right, float):
        return float(left) == float(right)
    return wrap(int(left)) == wrap(int(right))


def _are_plain_lists(left: GoValue, right: GoValue) -> bool:
    one, other = type_of(left), type_of(right)
    if one is None or other is None or one.name not in _PLAIN_LISTS or other.name not in _PLAIN_LISTS:
        return False
    return one == other or types.SLICE in (one, other)


def _are_lists_equal(left: GoValue, right: GoValue) -> Task[bool]:
    if len(left) != len(right):
        return False
    for one, other in zip(left, right, strict=True):
        same: bool = yield _is_equal(one, other)
        if not same:
            return False
    return True


def _is_deeply_equal(left: GoValue, right: GoValue) -> Task[bool]:
    if type_of(left) != type_of(right) or is_nil(left) is not is_nil(right) or isinstance(left, GoFunction):
        return False
    if kind_of(left) in ("slice", "array"):
        return (yield _have_equal_items(left, right))  # type: ignore[no-any-return]
    if isinstance(left, GoStruct):
        left, right = left.fields, right.fields
    if isinstance(left, dict):
        return (yield _have_equal_entries(left, right))  # type: ignore[no-any-return]
    return bool(left == right)


def _have_equal_items(left: GoValue, right: GoValue) -> Task[bool]:
    if len(left) != len(right):
        return False
    for one, other in zip(left, right, strict=True):
        same: bool = yield _is_deeply_equal(one, other)
        if not same:
            return False
    return True


def _have_equal_entries(left: GoValue, right: GoValue) -> Task[bool]:
    if left.keys() != right.keys():
        return False
    for key, item in left.items():
        same: bool = yield _is_deeply_equal(item, right[key])
        if not same:
            return False
    return True
