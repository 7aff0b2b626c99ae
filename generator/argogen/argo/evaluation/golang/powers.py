"""Powers as math.Pow computes them on processors with fused multiplication, to the last digit."""

from __future__ import annotations

import functools
import math
from fractions import Fraction

_LN2_HIGH = 0.69314718055966295651160180568695068359375
_LN2_LOW = 0.28235290563031577122588448175013436025525412068e-12
_LOG2_E = 1.4426950408889634073599246810018920
_TAYLOR = (
    2.4801587301587301587e-5, 1.9841269841269841270e-4, 1.3888888888888888889e-3, 8.3333333333333333333e-3,
    4.1666666666666666667e-2, 1.6666666666666666667e-1, 0.5, 1.0,
)  # fmt: skip
_LOG_HIGH, _LOG_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_ODD = (6.666666666666735130e-01, 2.857142874366239149e-01, 1.818357216161805012e-01, 1.479819860511658591e-01)
_EVEN = (3.999999999940941908e-01, 2.222219843214978396e-01, 1.531383769920937332e-01)


def _fuse(left: float, right: float, addend: float) -> float:
    return float(Fraction(left) * Fraction(right) + Fraction(addend))


def _exp(number: float) -> float:
    exponent = round(number * _LOG2_E)
    rest = _fuse(-float(exponent), _LN2_LOW, _fuse(-float(exponent), _LN2_HIGH, number)) * 0.0625
    series = functools.reduce(lambda sum_, term: _fuse(sum_, rest, term), _TAYLOR)
    value = rest * series
    for _ in range(3):
        value *= value + 2.0
    return math.ldexp(_fuse(value, value + 2.0, 1.0), exponent)


def _log(number: float) -> float:
    fraction, exponent = math.frexp(number)
    if fraction < math.sqrt(2) / 2:
        fraction, exponent = fraction * 2, exponent - 1
    fraction -= 1
    quotient = fraction / (2 + fraction)
    square = quotient * quotient
    fourth = square * square
    odd = square * (_ODD[0] + fourth * (_ODD[1] + fourth * (_ODD[2] + fourth * _ODD[3])))
    even = fourth * (_EVEN[0] + fourth * (_EVEN[1] + fourth * _EVEN[2]))
    half = 0.5 * fraction * fraction
    return exponent * _LOG_HIGH - ((half - (quotient * (half + odd + even) + exponent * _LOG_LOW)) - fraction)


def raise_to(base: float, exponent: float) -> float:
    """Return a power as math.Pow does, without errors."""
    if exponent in (0, 1) or not math.isfinite(base) or not math.isfinite(exponent) or base == 0 or base == 1:
        return _raise_simply(base, exponent)
    if exponent in (0.5, -0.5) and base > 0:
        return math.sqrt(base) if exponent > 0 else 1 / math.sqrt(base)
    fraction, whole = math.modf(abs(exponent))
    if (fraction and base < 0) or whole >= 2.0**63:
        return _raise_simply(base, exponent)
    mantissa, shift = 1.0, 0
    if fraction:
        if fraction > 0.5:
            fraction, whole = fraction - 1, whole + 1
        mantissa = _exp(fraction * _log(base))
    factor, factor_shift = math.frexp(base)
    mantissa, shift = _multiply_powers(mantissa, factor, factor_shift, int(whole))
    if exponent < 0:
        mantissa, shift = 1 / mantissa, -shift
    try:
        return math.ldexp(mantissa, shift)
    except OverflowError:
        return math.copysign(math.inf, mantissa)


def _multiply_powers(mantissa: float, factor: float, factor_shift: int, count: int) -> tuple[float, int]:
    """Multiply by a factor `count` times, with the powers of two kept apart."""
    shift = 0
    while count:
        if not -(1 << 12) <= factor_shift <= 1 << 12:
            return mantissa, shift + factor_shift
        if count & 1:
            mantissa *= factor
            shift += factor_shift
        factor *= factor
        factor_shift <<= 1
        if factor < 0.5:
            factor += factor
            factor_shift -= 1
        count >>= 1
    return mantissa, shift


def _raise_simply(base: float, exponent: float) -> float:
    is_odd = math.isfinite(exponent) and exponent % 2 in (1, -1)
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.copysign(math.inf, base) if is_odd else math.inf
    except ValueError:
        if base == 0:
            return math.copysign(math.inf, base) if is_odd else math.inf
        return math.nan
