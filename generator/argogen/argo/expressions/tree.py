"""The syntax trees of expressions: every node has the offsets in the text where it starts and ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias, get_args


class ExpressionSyntaxError(Exception):
    """An invalid expression: what is wrong, from `start` to `end`, and what to write instead."""

    def __init__(self, message: str, start: int, end: int, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.hint = message, start, end, hint


class Literal(NamedTuple):
    """A string, a number, a boolean, or nil (None)."""

    start: int
    end: int
    value: str | int | float | bool | None


class Identifier(NamedTuple):
    """A name of a value, or, in `when`, a bare word."""

    start: int
    end: int
    name: str


class RuntimeValue(NamedTuple):
    """A string or value with a tag in it, which is known only while the workflow runs.

    `text` has the MASK of `tags` for the tag, `quoted`: it is a string in any case.
    """

    start: int
    end: int
    text: str
    quoted: bool


class Pointer(NamedTuple):
    """The element that a closure is evaluated for: `#`, `#acc`, or nothing at all before `.field`."""

    start: int
    end: int
    name: str


class MemberAccess(NamedTuple):
    """`of.key`, `of[key]`, or, `optional`, `of?.key`: nil where `of` is nil."""

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
    """A function, or a method of a value, with its arguments; `a | f(b)` is `f(a, b)`."""

    start: int
    end: int
    of: Identifier | MemberAccess
    arguments: tuple[Expression, ...]


class Closure(NamedTuple):
    """What a function such as `filter` evaluates for every element."""

    start: int
    end: int
    body: Expression


class UnaryOperation(NamedTuple):
    """One operand with an operator in front."""

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
    """Several expressions of which the last one counts."""

    start: int
    end: int
    steps: tuple[Expression, ...]


class ArrayLiteral(NamedTuple):
    """A list."""

    start: int
    end: int
    items: tuple[Expression, ...]


class MapEntry(NamedTuple):
    """An entry of a mapping."""

    start: int
    end: int
    key: Expression
    value: Expression


class MapLiteral(NamedTuple):
    """A mapping."""

    start: int
    end: int
    pairs: tuple[MapEntry, ...]


class TaskDependency(NamedTuple):
    """A task that another depends on, and the result that it needs; "" for no particular one."""

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
NODES = get_args(Expression)


def children(node: Expression) -> Iterator[Expression]:
    """Yield the children of a node, in the order of the text."""
    parts: tuple[object, ...] = node[2:]
    for part in parts:
        if isinstance(part, NODES):
            yield part
        elif isinstance(part, tuple):
            yield from part


def walk(node: Expression) -> Iterator[Expression]:
    """Yield a node and its descendants, in the order of the text; a long sum is a deep tree, so without recursion."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(list(children(current))))
