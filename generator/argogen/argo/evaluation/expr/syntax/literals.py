"""Values of numbers in expressions."""

from __future__ import annotations

from argogen.argo.evaluation.golang.encoding.numbers import parse_any_integer, parse_float, parse_integer

_KINDS = {"0x": "hex", "0b": "binary", "0o": "octal"}


def read_number(written: str) -> int | float:
    """Return the value of a number. Raises ValueError with the message of expr-lang."""
    digits = written.replace("_", "")
    prefix = digits[:2].lower()
    if prefix != "0x" and ("." in digits or "e" in digits.lower()):
        return _read(parse_float, "float", digits)
    if prefix in _KINDS:
        return _read(parse_any_integer, _KINDS[prefix], digits)
    return _read(parse_integer, "integer", digits)


def _read(parse: object, kind: str, digits: str) -> int | float:
    assert callable(parse)
    try:
        number: int | float = parse(digits)
    except ValueError as error:
        raise ValueError(f"invalid {kind} literal: {error}") from None
    return number
