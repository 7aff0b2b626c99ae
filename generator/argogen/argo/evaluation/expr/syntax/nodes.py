"""Syntax trees of expressions.

The nodes are mutable: a tree belongs to one compilation, in which the checker notes types and the optimizer replaces
nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from argogen.argo.evaluation.expr.natures import UNKNOWN, Nature
from argogen.argo.evaluation.golang.values import GoValue


@dataclass(slots=True, eq=False)
class Node:
    """A node, and the offset of its characteristic token."""

    start: int = field(default=0, kw_only=True)
    nature: Nature = field(default=UNKNOWN, kw_only=True)


@dataclass(slots=True, eq=False)
class Constant(Node):
    """A literal, or a value that the optimizer computed."""

    value: GoValue
    is_literal: bool = True


@dataclass(slots=True, eq=False)
class Identifier(Node):
    """The name of a variable."""

    name: str


@dataclass(slots=True, eq=False)
class Unary(Node):
    """An operator before an operand."""

    operator: str
    operand: Node


@dataclass(slots=True, eq=False)
class Binary(Node):
    """An operator between operands."""

    operator: str
    left: Node
    right: Node


@dataclass(slots=True, eq=False)
class Chain(Node):
    """Members of which one is optional: the whole is nil where that one is."""

    inner: Node


@dataclass(slots=True, eq=False)
class Member(Node):
    """`of.name` or `of[key]`."""

    of: Node
    key: Node
    is_optional: bool = False
    is_method: bool = False


@dataclass(slots=True, eq=False)
class Slice(Node):
    """`of[low:high]`."""

    of: Node
    low: Node | None
    high: Node | None


@dataclass(slots=True, eq=False)
class Call(Node):
    """A call of a function that is no builtin, or of a method."""

    callee: Node
    arguments: list[Node]


@dataclass(slots=True, eq=False)
class Builtin(Node):
    """A call of a builtin; the optimizer sets `throws` and `mapped`."""

    name: str
    arguments: list[Node]
    throws: bool = False
    mapped: Node | None = None


@dataclass(slots=True, eq=False)
class Predicate(Node):
    """The expression that a builtin evaluates for each element."""

    inner: Node


@dataclass(slots=True, eq=False)
class Pointer(Node):
    """`#`, `#index` or `#acc`."""

    name: str


@dataclass(slots=True, eq=False)
class Conditional(Node):
    """`test ? yes : no`, or `if` and `else`."""

    test: Node
    yes: Node
    no: Node


@dataclass(slots=True, eq=False)
class Let(Node):
    """`let name = value; body`."""

    name: str
    value: Node
    body: Node


@dataclass(slots=True, eq=False)
class Sequence(Node):
    """Expressions of which the last one is the result."""

    items: list[Node]


@dataclass(slots=True, eq=False)
class Array(Node):
    """`[a, b]`."""

    items: list[Node]


@dataclass(slots=True, eq=False)
class Pair(Node):
    """An entry of a map."""

    key: Node
    value: Node


@dataclass(slots=True, eq=False)
class Map(Node):
    """`{a: b}`."""

    pairs: list[Node]


_FIELDS: dict[type[Node], tuple[str, ...]] = {
    Constant: (), Identifier: (), Pointer: (), Unary: ("operand",), Binary: ("left", "right"), Chain: ("inner",),
    Member: ("of", "key"), Slice: ("of", "low", "high"), Call: ("callee", "arguments"), Builtin: ("arguments",),
    Predicate: ("inner",), Conditional: ("test", "yes", "no"), Let: ("value", "body"), Sequence: ("items",),
    Array: ("items",), Pair: ("key", "value"), Map: ("pairs",),
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Slot:
    """The place of a node in its parent, where another one can be put."""

    owner: object
    name: str
    index: int | None = None

    def get(self) -> Node:
        """Return the node."""
        held = getattr(self.owner, self.name)
        node: Node = held if self.index is None else held[self.index]
        return node

    def put(self, node: Node) -> None:
        """Replace the node; the new one takes its position."""
        node.start = self.get().start
        if self.index is None:
            setattr(self.owner, self.name, node)
        else:
            getattr(self.owner, self.name)[self.index] = node


@dataclass(slots=True, eq=False)
class Root:
    """A whole tree."""

    node: Node


def walk_slots(root: Root) -> Iterator[Slot]:
    """Yield the places of all nodes, inner ones first; the order does not depend on later replacements."""
    pending = [Slot(root, "node")]
    ordered: list[Slot] = []
    while pending:
        slot = pending.pop()
        ordered.append(slot)
        pending.extend(_slots_of(slot.get()))
    return reversed(ordered)


def _slots_of(node: Node) -> Iterator[Slot]:
    for name in _FIELDS[type(node)]:
        held = getattr(node, name)
        if isinstance(held, list):
            yield from (Slot(node, name, index) for index in range(len(held)))
        elif held is not None:
            yield Slot(node, name)


def is_literal(node: Node, *kinds: type) -> bool:
    """Return whether a node is a literal of one of these types; a boolean is no integer."""
    return isinstance(node, Constant) and node.is_literal and type(node.value) in kinds


def as_integer(node: Node) -> int | None:
    """Return the value of an integer literal; None for other nodes."""
    return node.value if isinstance(node, Constant) and is_literal(node, int) else None
