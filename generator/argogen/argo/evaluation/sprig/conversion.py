"""Convert values to numbers and strings, as github.com/spf13/cast and sprig do."""

from __future__ import annotations

import re

from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.encoding.numbers import parse_any_integer, parse_float
from argogen.argo.evaluation.golang.formatting import format_value
from argogen.argo.evaluation.golang.values import GoList, GoValue, decode, kind_of, truncate, wrap

_DECIMAL = re.compile(r"([-+]?\d*)(?:\.\d*)?", re.ASCII)


def to_integer(value: GoValue) -> int:
    """Return a value as an integer of 64 bits; 0 if it is no number."""
    if value is None or isinstance(value, bool):
        return int(bool(value))
    if type(value) is float:
        return truncate(value)
    if kind_of(value) in types.INTEGERS:
        return wrap(int(value))
    return _parse(value) if isinstance(value, str) else 0


def _parse(text: str) -> int:
    found = _DECIMAL.fullmatch(text) if "." in text else None
    if found is not None:
        text = found[1] + "0" if found[1] in ("", "-", "+") else found[1]
    try:
        return parse_any_integer(text)
    except ValueError:
        return 0


def to_float(value: GoValue) -> float:
    """Return a value as a float64; 0 if it is no number."""
    if value is None or isinstance(value, bool):
        return float(bool(value))
    if type(value) is float or kind_of(value) in types.INTEGERS:
        return float(value)
    try:
        return parse_float(value) if isinstance(value, str) else 0.0
    except ValueError:
        return 0.0


def to_text(value: GoValue) -> str:
    """Return a value as a string; bytes are those of a string."""
    if isinstance(value, GoList) and value.go_type.name == "[]uint8":
        return decode(bytes(value))
    return format_value(value)


def to_texts(value: GoValue) -> list[str]:
    """Return a list as strings, without nil; another value is a list of one."""
    if isinstance(value, list):
        return [to_text(item) for item in value if item is not None]
    return [] if value is None else [to_text(value)]


def is_empty(value: GoValue) -> bool:
    """Return whether a value is nil, zero, false, or without elements."""
    if isinstance(value, (list, dict, str, int, float)):
        return not value
    return value is None
