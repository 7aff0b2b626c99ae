"""Scalars of Argo's objects that accept several types of JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def as_any_string(value: Any) -> str | None:
    """Return the value of a parameter as Argo reads it: a number or boolean is a string, a list or mapping is ""."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return write_float(value)
    return ""


def write_float(number: float) -> str:
    """Return a number as strconv.FormatFloat writes it in the form `f`, with the digits that are necessary."""
    plain = float(number)
    if plain.is_integer() and abs(plain) < 2**53:
        return str(int(plain))
    return format(Decimal(repr(plain)), "f").removesuffix(".0")


def as_text(value: Any) -> str | None:
    """Return a field that is an integer or a string (IntOrString)."""
    return None if value is None else str(value)


def as_int32(value: Any) -> int | None:
    """Return a field that is an integer or a string as a number, None if it is missing. Raises ValueError."""
    if value is None:
        return None
    if isinstance(value, str):
        try:
            number = int(value, 10)
        except ValueError:
            raise ValueError(f"value '{value}' cannot be resolved to an int") from None
        return number
    if not isinstance(value, (int, float)):
        raise ValueError(f"value '{value}' cannot be resolved to an int")
    return int(value)
