"""Build the tree of a sequence of operands and operators by precedence, as parser/parser.go of expr-lang does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from argogen.argo.expressions.expr.operators import BINARY, COMPARISONS, RIGHT_ASSOCIATIVE, UNARY
from argogen.argo.expressions.tree import (
    MAX_DEPTH,
    BinaryOperation,
    Expression,
    ExpressionSyntaxError,
    FunctionCall,
    Identifier,
    UnaryOperation,
    report_depth,
)


class Operator(NamedTuple):
    """An operator and its place."""

    start: int
    end: int
    text: str


class PipedCall(NamedTuple):
    """A function after `|`, without its first argument."""

    of: Identifier
    arguments: tuple[Expression, ...]
    end: int


OperationItem: TypeAlias = Operator | PipedCall | Expression
_END = Operator(0, 0, "")


def apply_precedence(items: Sequence[OperationItem]) -> Expression:
    """Return the tree of operands and operators. Raises ExpressionSyntaxError if `??` is combined with others."""
    return _PrecedenceParser(items).expression(0)


class _PrecedenceParser:
    """Precedence climbing: operators with a precedence of at least `minimum` form one operand."""

    def __init__(self, items: Sequence[OperationItem]) -> None:
        self._items = items
        self._at = 0
        self._depth = 0

    def expression(self, minimum: int) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            first = self._items[0]
            raise report_depth(0 if isinstance(first, PipedCall) else first.start, self._items[-1].end)
        result = self._climb(minimum)
        self._depth -= 1
        return result

    def _climb(self, minimum: int) -> Expression:
        left = self._operand()
        previous = ""
        while (operator := self._infix()).text and BINARY[operator.text] >= minimum:
            negation = self._next() if self._operator().text == "not" else None
            self._next()
            if operator.text == "|":
                left = self._piped(left)
            elif previous == "??" != operator.text:
                raise _mixed(operator)
            elif operator.text in COMPARISONS:
                left = self._compare(left, operator)
            else:
                left = self._binary(left, operator)
            if negation is not None:
                left = UnaryOperation(left.start, left.end, "not", left)
            previous = operator.text
        return left

    def _binary(self, left: Expression, operator: Operator) -> Expression:
        precedence = BINARY[operator.text]
        right = self.expression(precedence if operator.text in RIGHT_ASSOCIATIVE else precedence + 1)
        return BinaryOperation(left.start, right.end, operator.text, left, right)

    def _compare(self, left: Expression, operator: Operator) -> Expression:
        """Return the tree of chained comparisons: `a < b < c` is `a < b && b < c`."""
        result: Expression | None = None
        while True:
            right = self.expression(BINARY[operator.text] + 1)
            one = BinaryOperation(left.start, right.end, operator.text, left, right)
            result = one if result is None else BinaryOperation(result.start, one.end, "&&", result, one)
            operator = self._operator()
            if operator.text not in COMPARISONS:
                return result
            self._next()
            left = right

    def _piped(self, left: Expression) -> Expression:
        piped = self._next()
        assert isinstance(piped, PipedCall)
        return FunctionCall(left.start, piped.end, piped.of, (left, *piped.arguments))

    def _operand(self) -> Expression:
        item = self._next()
        if isinstance(item, Operator):
            operand = self.expression(UNARY[item.text])
            return UnaryOperation(item.start, operand.end, item.text, operand)
        assert not isinstance(item, PipedCall)
        return item

    def _infix(self) -> Operator:
        """Return the operator between two operands; for operators such as `not in`, the second word."""
        operator = self._operator()
        if operator.text == "not":
            following = self._items[self._at + 1]
            assert isinstance(following, Operator)
            return following
        return operator

    def _operator(self) -> Operator:
        item = self._items[self._at] if self._at < len(self._items) else _END
        return item if isinstance(item, Operator) else _END

    def _next(self) -> OperationItem:
        self._at += 1
        return self._items[self._at - 1]


def _mixed(operator: Operator) -> ExpressionSyntaxError:
    message = f"cannot combine '??' and '{operator.text}' without parentheses"
    return ExpressionSyntaxError(message, operator.start, operator.end, "put parentheses around one of them")
