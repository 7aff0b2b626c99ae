"""Read the operands of expressions in paths as values of a type."""

from __future__ import annotations

from typing import Any, TypeAlias

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.encoding.json_text import from_json
from argogen.argo.evaluation.golang.encoding.numbers import parse_float, parse_integer
from argogen.argo.evaluation.golang.formatting import format_value
from argogen.argo.evaluation.golang.maps import sorted_items
from argogen.argo.evaluation.golang.values import GoValue

Operand: TypeAlias = Any
"""A value, or an object with a method `evaluate` that receives a Context."""
Context: TypeAlias = dict[str, GoValue]
"""The root, the current value, and nil by their names in expressions."""
_BOOLEANS = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}


def _resolve(operand: Operand, context: Context) -> GoValue:
    """Return the value of an operand; a string may be the name of a value."""
    value = operand.evaluate(context) if hasattr(operand, "evaluate") else operand
    return context[value] if isinstance(value, str) and value in context else value


def _require(operand: Operand) -> None:
    if operand is None:
        raise GoPanicError("invalid argument. is nil")


def read_integer(operand: Operand, context: Context) -> int:
    """Return an operand as an integer. Raises GoPanicError."""
    _require(operand)
    try:
        return parse_integer(format_value(_resolve(operand, context)))
    except ValueError:
        raise GoPanicError("invalid argument. expected integer") from None


def read_number(operand: Operand, context: Context) -> float:
    """Return an operand as a number. Raises GoPanicError."""
    _require(operand)
    try:
        return parse_float(format_value(_resolve(operand, context)))
    except ValueError:
        raise GoPanicError("invalid argument. expected number") from None


def read_boolean(operand: Operand, context: Context) -> bool:
    """Return an operand as a boolean; nil is false. Raises GoPanicError."""
    value = None if operand is None else _resolve(operand, context)
    if value is None:
        return False
    found = _BOOLEANS.get(format_value(value))
    if found is None:
        raise GoPanicError("invalid argument. expected boolean")
    return found


def read_text(operand: Operand, context: Context) -> str:
    """Return an operand as a string, with single quotes if it is one. Raises GoPanicError."""
    _require(operand)
    value = operand.evaluate(context) if hasattr(operand, "evaluate") else operand
    if not isinstance(value, str):
        return format_value(value)
    if value not in context:
        return f"'{value[1:-1]}'" if _has_quotes(value, '"') else value
    named = context[value]
    if not isinstance(named, str):
        return format_value(named)
    if _has_quotes(named, "'"):
        return named
    return f"'{named[1:-1] if _has_quotes(named, chr(34)) else named}'"


def _has_quotes(text: str, quote: str) -> bool:
    return len(text) > 1 and text[0] == text[-1] == quote


def read_elements(operand: Operand, context: Context) -> list[GoValue]:
    """Return the elements of a list, or the values of a map. Raises GoPanicError."""
    _require(operand)
    value = _resolve(operand, context)
    if isinstance(value, str) and (value[:1], value[-1:]) in (("[", "]"), ("{", "}")):
        value = from_json(value)
    _require(value)
    if isinstance(value, dict):
        return [item for _, item in sorted_items(value)]
    if not isinstance(value, list):
        raise GoPanicError("invalid argument. expected array, map, or slice")
    return value
