"""Tokens of govaluate, and which of them may follow each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.formatting import format_value

UNKNOWN, PREFIX, NUMERIC, BOOLEAN, STRING, PATTERN, TIME, VARIABLE = (
    "UNKNOWN", "PREFIX", "NUMERIC", "BOOLEAN", "STRING", "PATTERN", "TIME", "VARIABLE",
)  # fmt: skip
FUNCTION, SEPARATOR, ACCESSOR, COMPARATOR, LOGICAL, MODIFIER, CLAUSE, CLAUSE_CLOSE, TERNARY = (
    "FUNCTION", "SEPARATOR", "ACCESSOR", "COMPARATOR", "LOGICALOP", "MODIFIER", "CLAUSE", "CLAUSE_CLOSE", "TERNARY",
)  # fmt: skip
PREFIXES = frozenset({"-", "!", "~"})
MODIFIERS = frozenset({"+", "-", "*", "/", "%", "**", "&", "|", "^", ">>", "<<"})
LOGICALS = frozenset({"&&", "||"})
COMPARATORS = frozenset({"==", "!=", ">", ">=", "<", "<=", "=~", "!~", "in"})
TERNARIES = frozenset({"?", ":", "??"})
_VALUES = frozenset({NUMERIC, BOOLEAN, VARIABLE, ACCESSOR, FUNCTION, CLAUSE})
_OPERATORS = frozenset({MODIFIER, COMPARATOR, LOGICAL, CLAUSE_CLOSE, SEPARATOR})
_AFTER: Mapping[str, frozenset[str]] = {
    UNKNOWN: _VALUES | {PREFIX, PATTERN, STRING, TIME},
    CLAUSE: _VALUES | {PREFIX, PATTERN, STRING, TIME, CLAUSE_CLOSE},
    CLAUSE_CLOSE: _OPERATORS | {NUMERIC, BOOLEAN, VARIABLE, STRING, PATTERN, TIME, CLAUSE, TERNARY},
    **dict.fromkeys((NUMERIC, BOOLEAN, STRING, VARIABLE), _OPERATORS | {TERNARY}),
    **dict.fromkeys((TIME, PATTERN), _OPERATORS),
    MODIFIER: _VALUES | {PREFIX, STRING, CLAUSE_CLOSE},
    COMPARATOR: _VALUES | {PREFIX, STRING, TIME, CLAUSE_CLOSE, PATTERN},
    LOGICAL: _VALUES | {PREFIX, STRING, TIME, CLAUSE_CLOSE},
    PREFIX: _VALUES | {CLAUSE_CLOSE},
    TERNARY: _VALUES | {PREFIX, STRING, TIME, SEPARATOR},
    FUNCTION: frozenset({CLAUSE}),
    ACCESSOR: _OPERATORS | {CLAUSE, TERNARY},
    SEPARATOR: _VALUES | {PREFIX, STRING, TIME},
}
_LAST = frozenset({CLAUSE_CLOSE, NUMERIC, BOOLEAN, STRING, TIME, PATTERN, VARIABLE, ACCESSOR})


class Token(NamedTuple):
    """A token: its kind, and its value, which is a string for operators."""

    kind: str
    value: Any

    def describe(self) -> str:
        """Return the token as messages write it."""
        return f"{self.kind} [{format_value(self.value)}]"


def may_follow(previous: str, kind: str) -> bool:
    """Return whether a kind of token may come after another one."""
    return kind in _AFTER[previous]


def check_balance(tokens: Sequence[Token]) -> None:
    """Check the number of parentheses. Raises GoPanicError."""
    kinds = [token.kind for token in tokens]
    if kinds.count(CLAUSE) != kinds.count(CLAUSE_CLOSE):
        raise GoPanicError("Unbalanced parenthesis")


def check_order(tokens: Sequence[Token]) -> None:
    """Check that each token may follow the one before it. Raises GoPanicError."""
    last = Token(UNKNOWN, None)
    for token in tokens:
        if not may_follow(last.kind, token.kind):
            if last.kind == VARIABLE and token.kind == CLAUSE:
                raise GoPanicError(f"Undefined function {last.value}")
            message = f"Cannot transition token types from {last.describe()} to {token.describe()}"
            raise GoPanicError(message)
        last = token
    if last.kind not in _LAST:
        raise GoPanicError("Unexpected end of expression")
