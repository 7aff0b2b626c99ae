"""Compute the constant parts of an expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from argogen.argo.evaluation.errors import COMPILE, EvaluationError
from argogen.argo.evaluation.expr.natures import Nature, of_value
from argogen.argo.evaluation.expr.syntax.nodes import (
    Array,
    Binary,
    Builtin,
    Constant,
    Node,
    Predicate,
    Slot,
    Unary,
    as_integer,
    is_literal,
)
from argogen.argo.evaluation.golang.arithmetic import add, divide, modulo, multiply, power, subtract
from argogen.argo.evaluation.golang.values import GoValue, wrap

_ARITHMETIC: Mapping[str, Callable[[GoValue, GoValue], GoValue]] = {
    "+": add, "-": subtract, "*": multiply, "/": divide, "**": power, "^": power,
}  # fmt: skip
_NOTHING = object()


class Folder:
    """Replaces nodes that are constant; `has_changed` if there was one."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.has_changed = False

    def fold(self, slot: Slot, node: Node) -> None:
        """Replace a node if it is constant."""
        if isinstance(node, Unary):
            self._fold_unary(slot, node)
        elif isinstance(node, Binary):
            self._fold_binary(slot, node)
        elif isinstance(node, Array):
            self._fold_array(slot, node)
        elif isinstance(node, Builtin) and node.name == "filter":
            self._fold_filters(slot, node)

    def _put_value(self, slot: Slot, value: GoValue, *, is_literal: bool = True) -> None:
        self.has_changed = True
        slot.put(Constant(value, is_literal, nature=of_value(value)))

    def _put_node(self, slot: Slot, node: Node) -> None:
        self.has_changed = True
        node.nature = Nature(slot.get().nature.type)
        slot.put(node)

    def _fold_unary(self, slot: Slot, node: Unary) -> None:
        operand = node.operand
        if not isinstance(operand, Constant):
            return
        if node.operator in ("!", "not"):
            if is_literal(operand, bool):
                self._put_value(slot, not operand.value)
        elif is_literal(operand, int, float):
            value = operand.value if node.operator == "+" else -operand.value
            self._put_value(slot, wrap(value) if isinstance(value, int) else value)

    def _fold_binary(self, slot: Slot, node: Binary) -> None:
        if node.operator in ("and", "&&", "or", "||"):
            self._fold_logic(slot, node)
            return
        if not isinstance(node.left, Constant) or not isinstance(node.right, Constant):
            return
        if node.operator == "%" and as_integer(node.left) is not None and as_integer(node.right) is not None:
            if node.right.value == 0:
                raise EvaluationError("integer divide by zero", COMPILE, node.start, self._source)
            self._put_value(slot, modulo(node.left.value, node.right.value))
            return
        value = _compute(node.operator, node.left, node.right)
        if value is not _NOTHING:
            self._put_value(slot, value)

    def _fold_logic(self, slot: Slot, node: Binary) -> None:
        neutral = node.operator in ("and", "&&")
        left, right = _as_bool(node.left), _as_bool(node.right)
        if left is neutral:
            self._put_node(slot, node.right)
        elif right is neutral:
            self._put_node(slot, node.left)
        elif left is not None or right is not None:
            self._put_value(slot, not neutral)

    def _fold_array(self, slot: Slot, node: Array) -> None:
        values = [
            item.value for item in node.items if isinstance(item, Constant) and is_literal(item, int, float, str, bool)
        ]
        if values and len(values) == len(node.items):
            self._put_value(slot, values, is_literal=False)

    def _fold_filters(self, slot: Slot, node: Builtin) -> None:
        """Evaluate the predicates of `filter(filter(…))` in one loop."""
        inner, outer = node.arguments[0], node.arguments[1]
        if not isinstance(inner, Builtin) or inner.name != "filter" or not isinstance(outer, Predicate):
            return
        first = inner.arguments[1]
        assert isinstance(first, Predicate)
        both = Predicate(Binary("&&", first.inner, outer.inner))
        self._put_node(slot, Builtin("filter", [inner.arguments[0], both]))


def _as_bool(node: Node) -> bool | None:
    return node.value if isinstance(node, Constant) and is_literal(node, bool) else None


def _compute(operator: str, left: Constant, right: Constant) -> GoValue:
    numbers = is_literal(left, int, float) and is_literal(right, int, float)
    if operator in _ARITHMETIC and (numbers or (operator == "+" and _have_type(left, right, str))):
        return _ARITHMETIC[operator](left.value, right.value)
    if operator == "==" and any(_have_type(left, right, kind) for kind in (int, str, bool)):
        return left.value == right.value
    return _NOTHING


def _have_type(left: Node, right: Node, kind: type) -> bool:
    return is_literal(left, kind) and is_literal(right, kind)
