"""Infer the types of the values in an expression, as far as possible.

Nearly all variables of Argo are strings (docs/variables.md), which is a common cause of errors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from argogen.argo.expressions.expr.functions import FunctionSignature, load_functions
from argogen.argo.expressions.name_paths import as_name_path
from argogen.argo.expressions.tree import (
    ArrayLiteral,
    BinaryOperation,
    Conditional,
    Expression,
    FunctionCall,
    Identifier,
    Let,
    Literal,
    MapLiteral,
    MemberAccess,
    Slice,
    UnaryOperation,
)
from argogen.argo.expressions.tree import ExpressionSequence as Steps
from argogen.argo.value_kinds import ANY, BOOLEAN, LIST, MAP, NIL, NUMBER, STRING

# Operators by the types of their operands; the result of all but the last set is a boolean.
LOGIC = frozenset({"&&", "||", "and", "or"})
ORDER = frozenset({"<", ">", "<=", ">="})
EQUALITY = frozenset({"==", "!="})
STRING_OPERATORS = frozenset({"matches", "contains", "startsWith", "endsWith"})
ARITHMETIC = frozenset({"-", "*", "/", "%", "**", "^", ".."})

KindLookup = Callable[["tuple[str, ...]"], str]
"""Returns the type of a variable by the parts of its name; ANY if it is unknown."""


class KindInference:
    """Infers the types of the nodes of an expression, which are given in the order of `walk`."""

    def __init__(self, nodes: Sequence[Expression], text: str, lookup: KindLookup) -> None:
        self._text = text
        self._lookup = lookup
        self._bound = frozenset(node.name for node in nodes if isinstance(node, Let))
        self._kinds: dict[int, str] = {}
        # The types of these nodes are not needed, and each of them is read with all its fields.
        inner = {id(node.of) for node in nodes if isinstance(node, MemberAccess)}
        for node in reversed(nodes):  # inner nodes first
            if id(node) not in inner:
                self._kinds[id(node)] = self._find(node)

    def kind_of(self, node: Expression) -> str:
        """Return the type of a node."""
        return self._kinds.get(id(node), ANY)

    def name_of(self, node: FunctionCall) -> str:
        """Return the name of the called function; "" for a variable of the expression, and for methods."""
        path = as_name_path(node.of, self._text)
        if path is None or path.parts[0] in self._bound or (len(path.parts) > 1 and path.parts[0] != "sprig"):
            return ""
        return ".".join(path.parts)

    def signature_of(self, node: FunctionCall) -> FunctionSignature | None:
        """Return the signature of the called function, None if it is unknown."""
        return load_functions().get(self.name_of(node))

    def _find(self, node: Expression) -> str:
        if isinstance(node, (Identifier, MemberAccess)):
            path = as_name_path(node, self._text)
            return ANY if path is None or path.parts[0] in self._bound else self._lookup(path.parts)
        if isinstance(node, FunctionCall):
            function = self.signature_of(node)
            return function.result if function else ANY
        if isinstance(node, Conditional):
            return self._common(node.yes, node.no)
        if isinstance(node, BinaryOperation):
            return self._of_binary(node)
        return self._of_form(node)

    def _of_binary(self, node: BinaryOperation) -> str:
        if node.operator == "??":
            return self._common(node.left, node.right)
        if node.operator == "+":  # both operands have the same type, string or number
            sides = {self.kind_of(node.left), self.kind_of(node.right)} - {ANY}
            return sides.pop() if len(sides) == 1 and sides <= {STRING, NUMBER} else ANY
        if node.operator in ARITHMETIC:
            return (
                LIST
                if node.operator == ".."
                else ANY
                if ANY in (self.kind_of(node.left), self.kind_of(node.right))
                else NUMBER
            )
        return BOOLEAN

    def _of_form(self, node: Expression) -> str:
        """Return the type of a node that its syntax determines."""
        if isinstance(node, Literal):
            return _of_literal(node)
        if isinstance(node, Let):
            return self.kind_of(node.body)
        if isinstance(node, Steps):
            return self.kind_of(node.steps[-1])
        if isinstance(node, Slice):
            return self.kind_of(node.of)
        if isinstance(node, UnaryOperation):
            return BOOLEAN if node.operator in ("!", "not") else NUMBER
        return LIST if isinstance(node, ArrayLiteral) else MAP if isinstance(node, MapLiteral) else ANY

    def _common(self, one: Expression, other: Expression) -> str:
        return self.kind_of(one) if self.kind_of(one) == self.kind_of(other) else ANY


def _of_literal(node: Literal) -> str:
    if node.value is None:
        return NIL
    if isinstance(node.value, bool):
        return BOOLEAN
    return STRING if isinstance(node.value, str) else NUMBER
