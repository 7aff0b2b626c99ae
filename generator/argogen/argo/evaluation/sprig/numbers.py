"""Functions on numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.arithmetic import divide_integers, modulo
from argogen.argo.evaluation.golang.encoding.numbers import format_float, parse_integer
from argogen.argo.evaluation.golang.formatting import format_value
from argogen.argo.evaluation.golang.powers import raise_to
from argogen.argo.evaluation.golang.types import ANY, FLOAT64, INT, INT64, INTS, STRING
from argogen.argo.evaluation.golang.values import GoList, GoValue, Int64, wrap
from argogen.argo.evaluation.sprig.conversion import to_float, to_integer
from argogen.argo.evaluation.sprig.declare import contextual, function, variadic

_DIVISION_DIGITS = 16
_LARGEST = (1 << 63) - 1


def parse_clamped(text: str, base: int = 10) -> int:
    """Return the integer in a string, the nearest one if it exceeds 64 bits, and 0 for other strings."""
    try:
        return parse_integer(text, base)
    except ValueError as error:
        if "range" not in str(error):
            return 0
        return -_LARGEST - 1 if text.startswith("-") else _LARGEST


def _to_decimal(value: GoValue) -> Int64:
    try:
        return Int64(parse_integer(format_value(value), 8))
    except ValueError:
        return Int64(0)


def _range(evaluation: Evaluation, start: int, stop: int, step: int) -> list[int]:
    """Return the integers from `start` up to `stop`, which is not included; none for a step in the other direction."""
    if (stop < start and step >= 0) or (stop >= start and step <= 0):
        return []
    if len(range(start, stop, step)) > evaluation.maximum_size:
        raise GoPanicError("the result is too long")
    return list(range(start, stop, step))


def _until(evaluation: Evaluation, count: int) -> GoList:
    return GoList(types.INTS, _range(evaluation, 0, count, -1 if count < 0 else 1))


def _until_step(evaluation: Evaluation, start: int, stop: int, step: int) -> GoList:
    return GoList(types.INTS, _range(evaluation, start, stop, step))


def _sequence(evaluation: Evaluation, *bounds: int) -> str:
    if not 1 <= len(bounds) <= 3:
        return ""
    start, end = (1, bounds[0]) if len(bounds) == 1 else (bounds[0], bounds[-1])
    direction = -1 if end < start else 1
    step = bounds[1] if len(bounds) == 3 else direction
    if direction < 0 < step:
        return ""
    return " ".join(map(str, _range(evaluation, start, end + direction, step)))


def _add(*values: GoValue) -> Int64:
    return Int64(wrap(sum(map(to_integer, values))))


def _multiply(*values: GoValue) -> Int64:
    return Int64(wrap(math.prod(map(to_integer, values))))


def _divide(left: GoValue, right: GoValue) -> Int64:
    return Int64(divide_integers(to_integer(left), to_integer(right)))


def _modulo(left: GoValue, right: GoValue) -> Int64:
    return Int64(modulo(to_integer(left), to_integer(right)))


def _maximum(*values: GoValue) -> Int64:
    return Int64(max(map(to_integer, values)))


def _minimum(*values: GoValue) -> Int64:
    return Int64(min(map(to_integer, values)))


def _maximum_float(*values: GoValue) -> float:
    return _select_float(values, math.inf, 1)


def _minimum_float(*values: GoValue) -> float:
    return _select_float(values, -math.inf, -1)


def _select_float(values: tuple[GoValue, ...], strongest: float, sign: int) -> float:
    numbers = [to_float(value) for value in values]
    if len(numbers) > 1 and strongest in numbers:
        return strongest
    if any(number != number for number in numbers):
        return math.nan
    return max(numbers, key=lambda number: (sign * number, sign * math.copysign(1, number)))


def _exact(value: GoValue) -> Fraction:
    number = to_float(value)
    if not math.isfinite(number):
        raise GoPanicError(f"Cannot create a Decimal from {format_float(number)}")
    return Fraction(repr(number))


def _decimal(operation: Callable[[Fraction, Fraction], Fraction]) -> Callable[..., float]:
    """Return a calculation with decimal numbers, from the left."""

    def calculate(*values: GoValue) -> float:
        result, *rest = map(_exact, values) if values else (Fraction(0),)
        for value in rest:
            result = operation(result, value)
        return _to_float(result)

    return calculate


def _to_float(number: Fraction) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.copysign(math.inf, number)


def _divide_decimal(left: Fraction, right: Fraction) -> Fraction:
    if not right:
        raise GoPanicError("decimal division by 0")
    scaled = abs(left / right) * 10**_DIVISION_DIGITS
    rounded = math.floor(scaled + Fraction(1, 2))
    quotient = Fraction(rounded, 10**_DIVISION_DIGITS)
    return -quotient if (left < 0) is not (right < 0) else quotient


def _round(value: GoValue, places: int, *threshold: float) -> float:
    scale = raise_to(10.0, float(places))
    number = scale * to_float(value)
    if not math.isfinite(number):
        return number / scale if scale else math.nan
    fraction = math.modf(number)[0]
    whole = math.ceil(number) if fraction >= (threshold[0] if threshold else 0.5) else math.floor(number)
    return math.copysign(whole, number) / scale if whole == 0 else whole / scale


def _whole(function_of_float: Callable[[float], int]) -> Callable[[GoValue], float]:
    def calculate(value: GoValue) -> float:
        number = to_float(value)
        return math.copysign(function_of_float(number), number) if math.isfinite(number) else number

    return calculate


def _random_integer(evaluation: Evaluation, low: int, high: int) -> int:
    if high <= low:
        raise GoPanicError("invalid argument to Intn")
    return low + evaluation.random_below(high - low)


def _add_one(value: GoValue) -> Int64:
    return Int64(wrap(to_integer(value) + 1))


def _contextual_sequence() -> GoValue:
    declared = variadic(_sequence, STRING, INT)
    return contextual(_sequence, STRING)._replace(go_type=declared.go_type)


_add_decimal = _decimal(lambda left, right: left + right)
NUMBER_FUNCTIONS: Mapping[str, GoValue] = {
    "atoi": function(parse_clamped, INT, STRING),
    "int64": function(lambda value: Int64(to_integer(value)), INT64, ANY),
    "int": function(to_integer, INT, ANY),
    "float64": function(to_float, FLOAT64, ANY),
    "seq": _contextual_sequence(),
    "toDecimal": function(_to_decimal, INT64, ANY),
    "until": contextual(_until, INTS, INT),
    "untilStep": contextual(_until_step, INTS, INT, INT, INT),
    "add1": function(_add_one, INT64, ANY),
    "add": variadic(_add, INT64, ANY),
    "sub": function(lambda left, right: Int64(wrap(to_integer(left) - to_integer(right))), INT64, ANY, ANY),
    "div": function(_divide, INT64, ANY, ANY),
    "mod": function(_modulo, INT64, ANY, ANY),
    "mul": variadic(_multiply, INT64, ANY, ANY),
    "randInt": contextual(_random_integer, INT, INT, INT),
    "add1f": function(lambda value: _add_decimal(value, 1), FLOAT64, ANY),
    "addf": variadic(_add_decimal, FLOAT64, ANY),
    "subf": variadic(_decimal(lambda left, right: left - right), FLOAT64, ANY, ANY),
    "divf": variadic(_decimal(_divide_decimal), FLOAT64, ANY, ANY),
    "mulf": variadic(_decimal(lambda left, right: left * right), FLOAT64, ANY, ANY),
    **dict.fromkeys(("biggest", "max"), variadic(_maximum, INT64, ANY, ANY)),
    "min": variadic(_minimum, INT64, ANY, ANY),
    "maxf": variadic(_maximum_float, FLOAT64, ANY, ANY),
    "minf": variadic(_minimum_float, FLOAT64, ANY, ANY),
    "ceil": function(_whole(math.ceil), FLOAT64, ANY),
    "floor": function(_whole(math.floor), FLOAT64, ANY),
    "round": variadic(_round, FLOAT64, ANY, INT, FLOAT64),
}
