"""Builtins on numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.arithmetic import is_less, negate
from argogen.argo.evaluation.golang.encoding.numbers import parse_float, parse_integer
from argogen.argo.evaluation.golang.types import INTEGERS
from argogen.argo.evaluation.golang.values import (
    GoValue,
    is_integer,
    is_number,
    kind_of,
    name_type,
    truncate,
    wrap,
)

_WORD = 1 << 64


def absolute(value: GoValue) -> GoValue:
    """Return the absolute value of a number."""
    if not is_number(value):
        raise GoPanicError(f"invalid argument for abs (type {name_type(value)})")
    return negate(value) if value < 0 else value


def ceil(value: GoValue) -> float:
    """Round up."""
    return _round_with("ceil", lambda number: float(math.ceil(number)), value)


def floor(value: GoValue) -> float:
    """Round down."""
    return _round_with("floor", lambda number: float(math.floor(number)), value)


def round_half_away(value: GoValue) -> float:
    """Round to the nearest integer, halves away from zero."""
    return _round_with("round", _round, value)


def _round(number: float) -> float:
    whole = math.floor(abs(number))
    return math.copysign(whole + (abs(number) - whole >= 0.5), number)


def _round_with(name: str, function: Callable[[float], float], value: GoValue) -> float:
    if not is_number(value):
        raise GoPanicError(f"invalid argument for {name} (type {name_type(value)})")
    number = float(value)
    return math.copysign(function(number), number) if math.isfinite(number) else number


def to_int(value: GoValue) -> int:
    """Convert a number or a string to int."""
    if type(value) is float:
        return truncate(value)
    if isinstance(value, str):
        try:
            return parse_integer(value)
        except ValueError:
            raise GoPanicError(f"invalid operation: int({value})") from None
    if kind_of(value) in INTEGERS:
        return wrap(int(value))
    raise GoPanicError(f"invalid operation: int({name_type(value)})")


def to_float(value: GoValue) -> float:
    """Convert a number or a string to float64."""
    if isinstance(value, str):
        try:
            return parse_float(value)
        except ValueError:
            raise GoPanicError(f"invalid operation: float({value})") from None
    if is_number(value):
        return float(value)
    raise GoPanicError(f"invalid operation: float({name_type(value)})")


def maximum(*values: GoValue) -> GoValue:
    """Return the largest of numbers and lists of numbers."""
    return _select("max", values, is_less)


def minimum(*values: GoValue) -> GoValue:
    """Return the smallest of numbers and lists of numbers."""
    return _select("min", values, lambda one, other: is_less(other, one))


def _select(name: str, values: tuple[GoValue, ...], is_better: Callable[[GoValue, GoValue], bool]) -> GoValue:
    if len(values) == 1 and not isinstance(values[0], list) and not is_number(values[0]):
        return values[0]
    best: GoValue = None
    for value in _flatten(name, values):
        if best is None or is_better(best, value):
            best = value
    return best


def _flatten(name: str, values: tuple[GoValue, ...] | list[GoValue]) -> Iterator[GoValue]:
    """Yield numbers in nested lists. Raises GoPanicError for other values."""
    pending: list[Iterator[GoValue]] = [iter(values)]
    while pending:
        value = next(pending[-1], pending)
        if value is pending:
            pending.pop()
        elif isinstance(value, list):
            if not value and name in ("max", "min") and len(pending) > 1:
                raise GoPanicError(f"invalid argument for {name} (type <nil>)")
            pending.append(iter(value))
        elif kind_of(value) in INTEGERS or type(value) is float:
            yield value
        else:
            raise GoPanicError(f"invalid argument for {name} (type {name_type(value)})")


def mean(*values: GoValue) -> float:
    """Return the mean of numbers and lists of numbers."""
    numbers = [float(value) for value in _flatten("mean", values)]
    total = 0.0
    for number in numbers:
        total += number
    return total / len(numbers) if numbers else 0.0


def median(*values: GoValue) -> float:
    """Return the median of numbers and lists of numbers."""
    numbers = sorted(map(float, _flatten("median", values)), key=lambda number: (number == number, number))
    middle = len(numbers) // 2
    if not numbers:
        return 0.0
    return numbers[middle] if len(numbers) % 2 else (numbers[middle - 1] + numbers[middle]) / 2


def _operand(name: str, value: GoValue) -> int:
    if not is_integer(value):
        raise GoPanicError(f"cannot use {name_type(value)} as argument (type int) to call {name}")
    return wrap(int(value))


def _bitwise(name: str, function: Callable[[int, int], int]) -> Callable[[GoValue, GoValue], int]:
    return lambda left, right: wrap(function(_operand(name, left), _operand(name, right)))


def _shift(function: Callable[[int, int], int]) -> Callable[[int, int], int]:
    def shift(number: int, count: int) -> int:
        if count < 0:
            raise GoPanicError(f"invalid operation: negative shift count {count} (type int)")
        return function(number, min(count, 64))

    return shift


bit_and = _bitwise("bitand", lambda left, right: left & right)
bit_or = _bitwise("bitor", lambda left, right: left | right)
bit_xor = _bitwise("bitxor", lambda left, right: left ^ right)
bit_nand = _bitwise("bitnand", lambda left, right: left & ~right)
shift_left = _bitwise("bitshl", _shift(lambda number, count: number << count))
shift_right = _bitwise("bitshr", _shift(lambda number, count: number >> count))
shift_right_unsigned = _bitwise("bitushr", _shift(lambda number, count: (number % _WORD) >> count))


def bit_not(value: GoValue) -> int:
    """Invert the bits of an integer."""
    return ~_operand("bitnot", value)
