"""Read string and number literals of expr-lang (parser/lexer/utils.go, parser/parser.go)."""

from __future__ import annotations

import math
import re

_ESCAPE = re.compile(r"\\([0-3][0-7]{2}|x[^{].|u\{[^}]*\}|u.{4}|U.{8}|.)", re.DOTALL)
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_LARGEST_INTEGER = 2**63 - 1


def read_string(written: str) -> str:
    """Return the value of a string in any of the three kinds of quotes. Raises ValueError for an invalid character."""
    inner = written[1:-1]
    if written[0] == "`":
        return inner.replace("``", "`")
    return _ESCAPE.sub(_read_escape, inner.replace("\r\n", "\n").replace("\r", "\n"))


def _read_escape(escape: re.Match[str]) -> str:
    code = escape[1]
    if code[0] in _SIMPLE:
        return _SIMPLE[code[0]]
    if len(code) == 1:
        return code
    return chr(int(code, 8) if code[0].isdigit() else int(code[1:].strip("{}"), 16))


def read_number(written: str) -> int | float:
    """Return the value of a number. Raises ValueError for an incomplete number, or one that exceeds 64 bits."""
    digits = written.replace("_", "").lower()
    if digits[:2] in ("0x", "0b", "0o"):
        return _within(int(digits, 0))
    if "." in digits or "e" in digits:
        number = float(digits)
        if math.isinf(number):
            raise ValueError("too large")
        return number
    return _within(int(digits))


def _within(number: int) -> int:
    if number > _LARGEST_INTEGER:
        raise ValueError("too large")
    return number
