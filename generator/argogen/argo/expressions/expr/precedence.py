"""Operators in the order of the text, sorted into a tree by precedence, as parser/parser.go of expr-lang does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from argogen.argo.expressions.tree import BadExpression, Binary, Call, Expression, Name, Unary

UNARY: Mapping[str, int] = {"not": 50, "!": 50, "-": 90, "+": 90}
BINARY: Mapping[str, int] = {
    "|": 0, "or": 10, "||": 10, "and": 15, "&&": 15, "==": 20, "!=": 20, "<": 20, ">": 20, "<=": 20, ">=": 20, "in": 20,
    "matches": 20, "contains": 20, "startsWith": 20, "endsWith": 20, "..": 25, "+": 30, "-": 30, "*": 60, "/": 60,
    "%": 60, "**": 100, "^": 100, "??": 500,
}  # fmt: skip
_RIGHT = frozenset({"**", "^"})
_CHAINED = frozenset({"<", ">", "<=", ">="})


class Operator(NamedTuple):
    """An operator where it stands."""

    start: int
    end: int
    text: str


class Piped(NamedTuple):
    """A function to the right of `|`, still without its first argument."""

    of: Name
    arguments: tuple[Expression, ...]
    end: int


Part: TypeAlias = Operator | Piped | Expression
_END = Operator(0, 0, "")


def sort_operators(parts: Sequence[Part]) -> Expression:
    """The tree of operands and operators in the order of the text. Raises BadExpression where `??` is mixed."""
    return _Climb(parts).expression(0)


class _Climb:
    """Precedence climbing: what binds at least as tightly as asked for becomes one operand."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._at = 0

    def expression(self, least: int) -> Expression:
        left = self._operand()
        previous = ""
        while (operator := self._infix()).text and BINARY[operator.text] >= least:
            negation = self._take() if self._operator().text == "not" else None
            self._take()
            if operator.text == "|":
                left = self._piped(left)
            elif previous == "??" != operator.text:
                raise _mixed(operator)
            elif operator.text in _CHAINED:
                left = self._compare(left, operator)
            else:
                left = self._binary(left, operator)
            if negation is not None:
                left = Unary(left.start, left.end, "not", left)
            previous = operator.text
        return left

    def _binary(self, left: Expression, operator: Operator) -> Expression:
        precedence = BINARY[operator.text]
        right = self.expression(precedence if operator.text in _RIGHT else precedence + 1)
        return Binary(left.start, right.end, operator.text, left, right)

    def _compare(self, left: Expression, operator: Operator) -> Expression:
        """`a < b < c` is `a < b && b < c`."""
        result: Expression | None = None
        while True:
            right = self.expression(BINARY[operator.text] + 1)
            one = Binary(left.start, right.end, operator.text, left, right)
            result = one if result is None else Binary(result.start, one.end, "&&", result, one)
            operator = self._operator()
            if operator.text not in _CHAINED:
                return result
            self._take()
            left = right

    def _piped(self, left: Expression) -> Expression:
        piped = self._take()
        assert isinstance(piped, Piped)
        return Call(left.start, piped.end, piped.of, (left, *piped.arguments))

    def _operand(self) -> Expression:
        part = self._take()
        if isinstance(part, Operator):
            operand = self.expression(UNARY[part.text])
            return Unary(part.start, operand.end, part.text, operand)
        assert not isinstance(part, Piped)
        return part

    def _infix(self) -> Operator:
        """The operator between two operands; of `not in` and its like, the second word."""
        operator = self._operator()
        if operator.text == "not":
            following = self._parts[self._at + 1]
            assert isinstance(following, Operator)
            return following
        return operator

    def _operator(self) -> Operator:
        part = self._parts[self._at] if self._at < len(self._parts) else _END
        return part if isinstance(part, Operator) else _END

    def _take(self) -> Part:
        self._at += 1
        return self._parts[self._at - 1]


def _mixed(operator: Operator) -> BadExpression:
    message = f"'??' and '{operator.text}' cannot be mixed"
    return BadExpression(message, operator.start, operator.end, "put parentheses around one of them")
