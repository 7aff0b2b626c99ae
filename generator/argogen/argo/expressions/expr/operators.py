"""Operators of expr-lang, and how strongly they bind."""

from __future__ import annotations

from collections.abc import Mapping

UNARY: Mapping[str, int] = {"not": 50, "!": 50, "-": 90, "+": 90}
BINARY: Mapping[str, int] = {
    "|": 0, "or": 10, "||": 10, "and": 15, "&&": 15, "==": 20, "!=": 20, "<": 20, ">": 20, "<=": 20, ">=": 20, "in": 20,
    "matches": 20, "contains": 20, "startsWith": 20, "endsWith": 20, "..": 25, "+": 30, "-": 30, "*": 60, "/": 60,
    "%": 60, "**": 100, "^": 100, "??": 500,
}  # fmt: skip
RIGHT_ASSOCIATIVE = frozenset({"**", "^"})
COMPARISONS = frozenset({"<", ">", "<=", ">="})
NEGATABLE = frozenset({"contains", "matches", "startsWith", "endsWith", "in"})
LOGICAL = frozenset({"and", "&&", "or", "||"})
