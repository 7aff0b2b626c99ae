"""What kinds of values an expression works with, as far as they can be known.

Nearly all that Argo gives to an expression is text (docs/variables.md), which is what people forget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from argogen.argo.expressions.chains import as_chain
from argogen.argo.expressions.expr.functions import Function, functions
from argogen.argo.expressions.tree import (
    Array,
    Binary,
    Call,
    Conditional,
    Expression,
    Let,
    Literal,
    Map,
    Member,
    Name,
    Slice,
    Unary,
)
from argogen.argo.expressions.tree import Sequence as Steps
from argogen.argo.value_kinds import ANY, LIST, MAP, NIL, NUMBER, TEXT, TRUTH

# Operators by what they are between; what they give is TRUTH but for the last row.
LOGIC = frozenset({"&&", "||", "and", "or"})
ORDER = frozenset({"<", ">", "<=", ">="})
EQUALITY = frozenset({"==", "!="})
TEXTS = frozenset({"matches", "contains", "startsWith", "endsWith"})
ARITHMETIC = frozenset({"-", "*", "/", "%", "**", "^", ".."})

KindOf = Callable[["tuple[str, ...]"], str]
"""The kind of the value that a chain from outside names; ANY where that is not known."""


class Kinds:
    """The kinds of the nodes of an expression, given in the order of `walk`."""

    def __init__(self, nodes: Sequence[Expression], text: str, kind_of: KindOf) -> None:
        self._text = text
        self._kind_of = kind_of
        self._bound = frozenset(node.name for node in nodes if isinstance(node, Let))
        self._kinds: dict[int, str] = {}
        for node in reversed(nodes):  # those below come first
            self._kinds[id(node)] = self._find(node)

    def of(self, node: Expression) -> str:
        """The kind of a node."""
        return self._kinds.get(id(node), ANY)

    def called(self, node: Call) -> str:
        """The name of the function that is called; "" for one that the expression makes itself, and for methods."""
        chain = as_chain(node.of, self._text)
        if chain is None or chain.parts[0] in self._bound or (len(chain.parts) > 1 and chain.parts[0] != "sprig"):
            return ""
        return ".".join(chain.parts)

    def function(self, node: Call) -> Function | None:
        """The function that is called, if it is known."""
        return functions().get(self.called(node))

    def _find(self, node: Expression) -> str:
        if isinstance(node, (Name, Member)):
            chain = as_chain(node, self._text)
            return ANY if chain is None or chain.parts[0] in self._bound else self._kind_of(chain.parts)
        if isinstance(node, Call):
            function = self.function(node)
            return function.gives if function else ANY
        if isinstance(node, Conditional):
            return self._common(node.yes, node.no)
        if isinstance(node, Binary):
            return self._of_binary(node)
        return self._of_form(node)

    def _of_binary(self, node: Binary) -> str:
        if node.operator == "??":
            return self._common(node.left, node.right)
        if node.operator == "+":  # what is no text and no number on one side cannot be either on the other
            sides = {self.of(node.left), self.of(node.right)} - {ANY}
            return sides.pop() if len(sides) == 1 and sides <= {TEXT, NUMBER} else ANY
        if node.operator in ARITHMETIC:
            return (
                LIST if node.operator == ".." else ANY if ANY in (self.of(node.left), self.of(node.right)) else NUMBER
            )
        return TRUTH

    def _of_form(self, node: Expression) -> str:
        """The kind of a node whose form alone says it."""
        if isinstance(node, Literal):
            return _of_literal(node)
        if isinstance(node, Let):
            return self.of(node.body)
        if isinstance(node, Steps):
            return self.of(node.steps[-1])
        if isinstance(node, Slice):
            return self.of(node.of)
        if isinstance(node, Unary):
            return TRUTH if node.operator in ("!", "not") else NUMBER
        return LIST if isinstance(node, Array) else MAP if isinstance(node, Map) else ANY

    def _common(self, one: Expression, other: Expression) -> str:
        return self.of(one) if self.of(one) == self.of(other) else ANY


def _of_literal(node: Literal) -> str:
    if node.value is None:
        return NIL
    if isinstance(node.value, bool):
        return TRUTH
    return TEXT if isinstance(node.value, str) else NUMBER
