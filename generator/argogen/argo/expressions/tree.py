"""What an expression is made of: every node knows the offsets in the text where it starts and ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias, get_args


class BadExpression(Exception):  # noqa: N818 (it is data for a diagnostic, raised to leave the parser)
    """A text that is no expression of its language: what is wrong, from `start` to `end`, and what to write instead."""

    def __init__(self, message: str, start: int, end: int, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.hint = message, start, end, hint


class Literal(NamedTuple):
    """A text, a number, a truth value, or nil (None)."""

    start: int
    end: int
    value: str | int | float | bool | None


class Name(NamedTuple):
    """A name that stands for a value, or, in `when`, a bare word."""

    start: int
    end: int
    name: str


class Unknown(NamedTuple):
    """A text or value with a tag in it, which is known only while the workflow runs.

    `text` has the MASK of `tags` for the tag, `quoted` says whether it can be nothing but text.
    """

    start: int
    end: int
    text: str
    quoted: bool


class Pointer(NamedTuple):
    """The element that a closure is asked about: `#`, `#acc`, or nothing at all before `.field`."""

    start: int
    end: int
    name: str


class Member(NamedTuple):
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


class Call(NamedTuple):
    """A function, or a method of a value, with its arguments; `a | f(b)` is `f(a, b)`."""

    start: int
    end: int
    of: Name | Member
    arguments: tuple[Expression, ...]


class Closure(NamedTuple):
    """What a function such as `filter` asks of every element."""

    start: int
    end: int
    body: Expression


class Unary(NamedTuple):
    """One operand with an operator in front."""

    start: int
    end: int
    operator: str
    operand: Expression


class Binary(NamedTuple):
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


class Sequence(NamedTuple):
    """Several expressions of which the last one counts."""

    start: int
    end: int
    steps: tuple[Expression, ...]


class Array(NamedTuple):
    """A list."""

    start: int
    end: int
    items: tuple[Expression, ...]


class Pair(NamedTuple):
    """An entry of a mapping."""

    start: int
    end: int
    key: Expression
    value: Expression


class Map(NamedTuple):
    """A mapping."""

    start: int
    end: int
    pairs: tuple[Pair, ...]


class Task(NamedTuple):
    """A task that another depends on, and the result that is asked for; "" where none is named."""

    start: int
    end: int
    name: str
    result: str


Expression: TypeAlias = (
    Literal
    | Name
    | Unknown
    | Pointer
    | Member
    | Slice
    | Call
    | Closure
    | Unary
    | Binary
    | Conditional
    | Let
    | Sequence
    | Array
    | Pair
    | Map
    | Task
)
NODES = get_args(Expression)


def children(node: Expression) -> Iterator[Expression]:
    """The nodes right below one, in the order of the text."""
    parts: tuple[object, ...] = node[2:]
    for part in parts:
        if isinstance(part, NODES):
            yield part
        elif isinstance(part, tuple):
            yield from part


def walk(node: Expression) -> Iterator[Expression]:
    """A node and all below it, in the order of the text; without recursion, for a long sum is a deep tree."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(list(children(current))))
