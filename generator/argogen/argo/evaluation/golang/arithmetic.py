"""Operators on Go values, as vm/runtime of expr-lang computes them."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.clock.durations import Duration
from argogen.argo.evaluation.golang.clock.times import Time
from argogen.argo.evaluation.golang.powers import raise_to
from argogen.argo.evaluation.golang.values import (
    GoValue,
    encode,
    is_integer,
    is_number,
    join_text,
    name_type,
    truncate,
    wrap,
)


def as_int(value: GoValue) -> int:
    """Return a number as an int. Raises GoPanicError for another value."""
    if is_integer(value):
        return wrap(int(value))
    if type(value) is float:
        return truncate(value)
    raise GoPanicError(f"invalid operation: int({name_type(value)})")


def as_float(value: GoValue) -> float:
    """Return a number as a float64. Raises GoPanicError for another value."""
    if is_number(value):
        return float(value)
    raise GoPanicError(f"invalid operation: float({name_type(value)})")


def add(left: GoValue, right: GoValue) -> GoValue:
    """Return `left + right`."""
    if is_number(left) and is_number(right):
        return _calculate(operator.add, left, right)
    if isinstance(left, str) and isinstance(right, str):
        return join_text((left, right))
    if isinstance(left, Duration) and isinstance(right, Duration):
        return Duration(wrap(int(left) + int(right)))
    for time, duration in ((left, right), (right, left)):
        if isinstance(time, Time) and isinstance(duration, Duration):
            return time.add(duration)
    raise _invalid("+", left, right)


def subtract(left: GoValue, right: GoValue) -> GoValue:
    """Return `left - right`."""
    if is_number(left) and is_number(right):
        return _calculate(operator.sub, left, right)
    if isinstance(left, Time) and isinstance(right, Time):
        return left.subtract(right)
    if isinstance(left, Time) and isinstance(right, Duration):
        return left.add(-int(right))
    if isinstance(left, Duration) and isinstance(right, Duration):
        return Duration(wrap(int(left) - int(right)))
    raise _invalid("-", left, right)


def multiply(left: GoValue, right: GoValue) -> GoValue:
    """Return `left * right`."""
    durations = isinstance(left, Duration), isinstance(right, Duration)
    if not (is_number(left) or durations[0]) or not (is_number(right) or durations[1]):
        raise _invalid("*", left, right)
    if any(durations) and not isinstance(left, float) and not isinstance(right, float):
        return Duration(wrap(int(left) * int(right)))
    return _calculate(operator.mul, left, right)


def divide(left: GoValue, right: GoValue) -> float:
    """Return `left / right`, which is a float64."""
    if not is_number(left) or not is_number(right):
        raise _invalid("/", left, right)
    dividend, divisor = float(left), float(right)
    if divisor:
        return dividend / divisor
    if dividend == 0 or dividend != dividend:
        return math.nan
    return math.copysign(math.inf, dividend) * math.copysign(1, divisor)


def modulo(left: GoValue, right: GoValue) -> int:
    """Return `left % right`, with the sign of the left operand."""
    if not is_integer(left) or not is_integer(right):
        raise _invalid("%", left, right)
    dividend, divisor = wrap(int(left)), wrap(int(right))
    if divisor == 0:
        raise GoPanicError("runtime error: integer divide by zero")
    return int(math.copysign(1, dividend)) * (abs(dividend) % abs(divisor))


def divide_integers(left: int, right: int) -> int:
    """Return an integer quotient, rounded toward zero. Raises GoPanicError."""
    if right == 0:
        raise GoPanicError("runtime error: integer divide by zero")
    quotient = abs(left) // abs(right)
    return wrap(quotient if (left < 0) is (right < 0) else -quotient)


def power(left: GoValue, right: GoValue) -> float:
    """Return `left ** right`, which is a float64."""
    return raise_to(as_float(left), as_float(right))


def negate(value: GoValue) -> GoValue:
    """Return `-value`."""
    if is_integer(value):
        return type(value)(wrap(-int(value)) if type(value) is int else _negate_sized(value))
    if type(value) is float:
        return -value
    raise GoPanicError(f"invalid operation: - {name_type(value)}")


def _negate_sized(value: GoValue) -> int:
    bits = 8 if value.go_type.kind == "uint8" else 64
    return -int(value) % (1 << bits) if value.go_type.kind.startswith("u") else wrap(-int(value))


def _calculate(function: Callable[[GoValue, GoValue], GoValue], left: GoValue, right: GoValue) -> int | float:
    """Calculate with int, or with float64 if one of the operands is one."""
    if isinstance(left, float) or isinstance(right, float):
        result: float = function(float(left), float(right))
        return result
    return wrap(function(wrap(int(left)), wrap(int(right))))


_ORDERS: Mapping[str, Callable[[GoValue, GoValue], bool]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip


def compare(sign: str, left: GoValue, right: GoValue) -> bool:
    """Return the result of `<`, `>`, `<=` or `>=`."""
    order = _ORDERS[sign]
    if is_number(left) and is_number(right):
        if isinstance(left, float) or isinstance(right, float):
            return order(float(left), float(right))
        return order(wrap(int(left)), wrap(int(right)))
    if isinstance(left, str) and isinstance(right, str):
        return order(encode(left), encode(right))
    if isinstance(left, Time) and isinstance(right, Time):
        return order(left.instant, right.instant)
    if isinstance(left, Duration) and isinstance(right, Duration):
        return order(int(left), int(right))
    raise _invalid(sign, left, right)


def is_less(left: GoValue, right: GoValue) -> bool:
    """Return `left < right`."""
    return compare("<", left, right)


def _invalid(sign: str, left: GoValue, right: GoValue) -> GoPanicError:
    return GoPanicError(f"invalid operation: {name_type(left)} {sign} {name_type(right)}")
