"""Syntax trees of expressions; each node has its start and end offsets in the source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias, get_args


class ExpressionSyntaxError(Exception):
    """An invalid expression: the message, the span from `start` to `end`, and the hint.

    `operator` is the operator that replaces the characters of the span, if it is known.
    """

    def __init__(self, message: str, start: int, end: int, hint: str = "", operator: str = "") -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.operator = message, start, end, operator
        self.hint = hint or (f"use '{operator}'" if operator else "")


MAX_DEPTH = 100
"""Levels of brackets, and of operators before an operand or grouped from the right, such as `**`."""


def report_depth(start: int, end: int) -> ExpressionSyntaxError:
    """Return the error of an expression that is nested too deep."""
    message = f"expression is nested more than {MAX_DEPTH} levels deep"
    return ExpressionSyntaxError(message, start, end, "split it into several expressions")


class Literal(NamedTuple):
    """A string, a number, a boolean, or nil (None)."""

    start: int
    end: int
    value: str | int | float | bool | None


class Identifier(NamedTuple):
    """The name of a value, or, in `when`, a word without quotes."""

    start: int
    end: int
    name: str


class RuntimeValue(NamedTuple):
    """A value with a template tag, which is known only at run time.

    `text` has the MASK of `tags` in place of the tag; `quoted` if the value is a string in any case.
    """

    start: int
    end: int
    text: str
    quoted: bool


class Pointer(NamedTuple):
    """The current element of a predicate: `#`, `#acc`, or the implicit element before `.field`."""

    start: int
    end: int
    name: str


class MemberAccess(NamedTuple):
    """`of.key`, `of[key]`, or, if `optional`, `of?.key`, which is nil if `of` is nil."""

    start: int
    end: int
    of: Expression
    key: Expression
    optional: bool


class Slice(NamedTuple):
    """`of[low:high]`."""

    start: int
    end: int
    of: Expression
    low: Expression | None
    high: Expression | None


class FunctionCall(NamedTuple):
    """A call of a function, or of a method of a value; `a | f(b)` is `f(a, b)`."""

    start: int
    end: int
    of: Identifier | MemberAccess
    arguments: tuple[Expression, ...]


class Closure(NamedTuple):
    """The predicate that a function such as `filter` evaluates for each element."""

    start: int
    end: int
    body: Expression


class UnaryOperation(NamedTuple):
    """An operand with an operator before it."""

    start: int
    end: int
    operator: str
    operand: Expression


class BinaryOperation(NamedTuple):
    """Two operands with an operator between them."""

    start: int
    end: int
    operator: str
    left: Expression
    right: Expression


class Conditional(NamedTuple):
    """`test ? yes : no`, or `if` and `else`."""

    start: int
    end: int
    test: Expression
    yes: Expression
    no: Expression


class Let(NamedTuple):
    """`let name = value; body`."""

    start: int
    end: int
    name: str
    value: Expression
    body: Expression


class ExpressionSequence(NamedTuple):
    """Several expressions; the value is that of the last one."""

    start: int
    end: int
    steps: tuple[Expression, ...]


class ArrayLiteral(NamedTuple):
    """A list literal."""

    start: int
    end: int
    items: tuple[Expression, ...]


class MapEntry(NamedTuple):
    """An entry of a map literal."""

    start: int
    end: int
    key: Expression
    value: Expression


class MapLiteral(NamedTuple):
    """A map literal."""

    start: int
    end: int
    pairs: tuple[MapEntry, ...]


class TaskDependency(NamedTuple):
    """A task in a `depends` expression, and its required result; "" if none is given."""

    start: int
    end: int
    name: str
    result: str


Expression: TypeAlias = (
    Literal
    | Identifier
    | RuntimeValue
    | Pointer
    | MemberAccess
    | Slice
    | FunctionCall
    | Closure
    | UnaryOperation
    | BinaryOperation
    | Conditional
    | Let
    | ExpressionSequence
    | ArrayLiteral
    | MapEntry
    | MapLiteral
    | TaskDependency
)
_NODES = frozenset(get_args(Expression))


def children(node: Expression) -> Iterator[Expression]:
    """Yield the children of a node, in source order."""
    parts: tuple[Any, ...] = node[2:]
    for part in parts:
        kind = part.__class__
        if kind in _NODES:
            yield part
        elif kind is tuple:
            yield from part


def walk(node: Expression) -> Iterator[Expression]:
    """Yield a node and its descendants, in source order; without recursion, since a long sum is a deep tree."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(list(children(current))))
