"""Parse and format numbers: strconv and the verbs of fmt."""

from __future__ import annotations

import math
import re

_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_UNDERSCORED = re.compile(
    r"[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?", re.ASCII
)
_HEXADECIMAL = re.compile(
    r"[+-]?0[xX](?:_?[\da-fA-F]+(?:_[\da-fA-F]+)*\.?(?:[\da-fA-F]+)?|\.[\da-fA-F]+)[pP][+-]?\d+", re.ASCII
)
_NOT_FINITE = frozenset({"inf", "infinity", "nan"})
_SMALLEST, _LARGEST = -(1 << 63), (1 << 63) - 1


def parse_integer(text: str, base: int = 10) -> int:
    """Return the integer that a string contains, as strconv.ParseInt does. Raises ValueError."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not digits or not digits.isascii() or not digits.isalnum():
        raise ValueError(f'strconv.ParseInt: parsing "{text}": invalid syntax')
    try:
        number = int(digits, base)
    except ValueError:
        raise ValueError(f'strconv.ParseInt: parsing "{text}": invalid syntax') from None
    number = -number if text[0] == "-" else number
    if not _SMALLEST <= number <= _LARGEST:
        raise ValueError(f'strconv.ParseInt: parsing "{text}": value out of range')
    return number


def parse_any_integer(text: str) -> int:
    """Return an integer with the base that its prefix gives, as strconv.ParseInt does with base 0."""
    digits = text.lstrip("+-").lower()
    if len(text) - len(digits) > 1 or not re.fullmatch(r"(?:0[xbo]_?)?[\da-f]+(?:_[\da-f]+)*", digits, re.ASCII):
        raise ValueError(f'strconv.ParseInt: parsing "{text}": invalid syntax')
    plain = text.replace("_", "")
    bare = plain.lstrip("+-").lower()
    if bare[:2] in ("0x", "0b", "0o"):
        sign = plain[: len(plain) - len(bare)]
        return parse_integer(sign + bare[2:], {"x": 16, "b": 2, "o": 8}[bare[1]])
    return parse_integer(plain, 8 if len(bare) > 1 and bare[0] == "0" else 10)


def parse_float(text: str) -> float:
    """Return the number that a string contains, as strconv.ParseFloat does. Raises ValueError."""
    bare = text[1:] if text[:1] in ("+", "-") else text
    if bare.lower() in _NOT_FINITE and not (bare.lower() == "nan" and bare != text):
        return float(text)
    if _HEXADECIMAL.fullmatch(text):
        number = float.fromhex(text.replace("_", ""))
    elif _DECIMAL.fullmatch(text):
        number = float(text)
    else:
        raise ValueError(f'strconv.ParseFloat: parsing "{text}": invalid syntax')
    if math.isinf(number):
        raise ValueError(f'strconv.ParseFloat: parsing "{text}": value out of range')
    return number


def format_float(number: float, small: int = -4, large: int = 6) -> str:
    """Return a number in the shortest form, with an exponent below 10**small and from 10**large on, as `%v` does."""
    if not math.isfinite(number):
        return "NaN" if number != number else "+Inf" if number > 0 else "-Inf"
    if number == 0:
        return "-0" if math.copysign(1, number) < 0 else "0"
    sign = "-" if number < 0 else ""
    digits, exponent = _shortest(abs(number))
    if exponent < small or exponent >= large:
        fraction = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{fraction}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    return sign + _place_point(digits, exponent)


def _shortest(number: float) -> tuple[str, int]:
    """Return the digits of a number without the point, and the exponent of the first one."""
    mantissa, _, exponent = f"{number!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole) - 1 if whole.strip("0") else -(len(fraction) - len(fraction.lstrip("0")) + 1)
    return digits.rstrip("0") or "0", leading + int(exponent or 0)


def _place_point(digits: str, exponent: int) -> str:
    if exponent < 0:
        return f"0.{'0' * (-exponent - 1)}{digits}"
    if len(digits) <= exponent + 1:
        return digits + "0" * (exponent + 1 - len(digits))
    return f"{digits[: exponent + 1]}.{digits[exponent + 1 :]}"
