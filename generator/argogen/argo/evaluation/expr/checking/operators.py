"""The types that the operators accept, and the type of their result."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from argogen.argo.evaluation.expr.natures import (
    NIL,
    UNKNOWN,
    Check,
    Nature,
    array_of,
    is_bool,
    is_duration,
    is_integer,
    is_number,
    is_string,
    is_time,
    may_combine,
    of_type,
    promote,
)
from argogen.argo.evaluation.golang.types import BOOL, DURATION, FLOAT64, INT, STRING, TIME

Rule = Callable[[Nature, Nature], Nature | None]
"""Returns the type of the result; None for operands that the operator does not accept."""


def find_unary_type(operator: str, operand: Nature) -> Nature | None:
    """Return the type of the result of a unary operator; None for an operand that it does not accept."""
    if operator in ("!", "not"):
        return of_type(BOOL) if operand.is_bool or operand.is_unknown else None
    if operand.is_number:
        return operand
    return UNKNOWN if operand.is_unknown else None


def _both(left: Nature, right: Nature, check: Check) -> bool:
    return check(left) and check(right)


def _equality(left: Nature, right: Nature) -> Nature | None:
    return of_type(BOOL) if left.is_comparable_to(right) else None


def _logic(left: Nature, right: Nature) -> Nature | None:
    return of_type(BOOL) if _both(left, right, is_bool) or may_combine(left, right, is_bool) else None


def _order(left: Nature, right: Nature) -> Nature | None:
    checks = (is_number, is_string, is_time, is_duration)
    if any(_both(left, right, check) for check in checks) or may_combine(left, right, *checks):
        return of_type(BOOL)
    return None


def _subtract(left: Nature, right: Nature) -> Nature | None:
    if _both(left, right, is_number):
        return promote(left, right)
    if _both(left, right, is_time) or _both(left, right, is_duration):
        return of_type(DURATION)
    if left.is_time and right.is_duration:
        return of_type(TIME)
    return UNKNOWN if may_combine(left, right, is_number, is_time, is_duration) else None


def _multiply(left: Nature, right: Nature) -> Nature | None:
    if _both(left, right, is_number):
        return promote(left, right)
    if left.is_duration or right.is_duration:
        other = right if left.is_duration else left
        if other.is_number or other.is_duration:
            return of_type(DURATION)
    return UNKNOWN if may_combine(left, right, is_number, is_duration) else None


def _divide(left: Nature, right: Nature) -> Nature | None:
    return of_type(FLOAT64) if _both(left, right, is_number) or may_combine(left, right, is_number) else None


def _modulo(left: Nature, right: Nature) -> Nature | None:
    return of_type(INT) if _both(left, right, is_integer) or may_combine(left, right, is_integer) else None


def _add(left: Nature, right: Nature) -> Nature | None:
    if _both(left, right, is_number):
        return promote(left, right)
    if _both(left, right, is_string):
        return of_type(STRING)
    if (left.is_time and right.is_duration) or (left.is_duration and right.is_time):
        return of_type(TIME)
    if _both(left, right, is_duration):
        return of_type(DURATION)
    return UNKNOWN if may_combine(left, right, is_number, is_string, is_time, is_duration) else None


def _in(left: Nature, right: Nature) -> Nature | None:
    if (left.is_string or left.is_unknown) and right.kind == "struct":
        return of_type(BOOL)
    if right.is_map or right.is_array or right.is_unknown or (left.is_unknown and right.is_string):
        return of_type(BOOL)
    return None


def _text(left: Nature, right: Nature) -> Nature | None:
    return of_type(BOOL) if _both(left, right, is_string) or may_combine(left, right, is_string) else None


def _matches(left: Nature, right: Nature) -> Nature | None:
    is_bytes = left.type is not None and left.type.name == "[]uint8"
    return of_type(BOOL) if is_bytes and right.is_string else _text(left, right)


def _range(left: Nature, right: Nature) -> Nature | None:
    return array_of(of_type(INT)) if _modulo(left, right) is not None else None


def _coalesce(left: Nature, right: Nature) -> Nature | None:
    if left.is_nil or right.is_nil:
        return right if left.is_nil and not right.is_nil else left if not left.is_nil else NIL
    return left if right.is_assignable_to(left) else UNKNOWN


OPERATORS: Mapping[str, Rule] = {
    **dict.fromkeys(("==", "!="), _equality), **dict.fromkeys(("or", "||", "and", "&&"), _logic),
    **dict.fromkeys(("<", ">", "<=", ">="), _order), **dict.fromkeys(("/", "**", "^"), _divide),
    **dict.fromkeys(("contains", "startsWith", "endsWith"), _text), "-": _subtract, "*": _multiply, "%": _modulo,
    "+": _add, "in": _in, "matches": _matches, "..": _range, "??": _coalesce,
}  # fmt: skip
