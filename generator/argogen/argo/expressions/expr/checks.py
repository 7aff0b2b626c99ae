"""Check functions and kinds of values in a well-formed expression, as expr-lang's checker/checker.go does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from argogen.argo.expressions.expr.functions import FunctionSignature, load_functions
from argogen.argo.expressions.expr.kinds import ARITHMETIC, EQUALITY, LOGIC, ORDER, TEXTS, KindInference, KindLookup
from argogen.argo.expressions.tree import (
    BinaryOperation,
    Conditional,
    Expression,
    FunctionCall,
    Literal,
    UnaryOperation,
    walk,
)
from argogen.argo.value_kinds import ANY, LIST, MAP, NIL, NUMBER, TEXT, TRUTH
from argogen.suggestions import suggest

_SAID: Mapping[str, str] = {
    TEXT: "a text", NUMBER: "a number", TRUTH: "true or false", LIST: "a list", MAP: "a mapping", NIL: "nil",
}  # fmt: skip
_OF_TEXT = frozenset(
    {
        "fromBase64", "fromJSON", "hasPrefix", "hasSuffix", "lower", "repeat", "replace", "split", "splitAfter",
        "toBase64", "trim", "trimPrefix", "trimSuffix", "upper",
    }
)  # fmt: skip


class ExpressionDiagnostic(NamedTuple):
    """What is wrong from `start` to `end`; `name` is that of the rule, `fix` the only correct text there, if any."""

    name: str
    message: str
    start: int
    end: int
    hint: str = ""
    fix: str = ""


def check_expression(root: Expression, text: str, lookup: KindLookup) -> list[ExpressionDiagnostic]:
    """What is wrong with the load_functions that an expression calls, and with the kinds of its values."""
    nodes = list(walk(root))
    checker = _Checker(text, KindInference(nodes, text, lookup))
    found: dict[tuple[str, int, int], ExpressionDiagnostic] = {}  # `1 < x < 3` has x in two places of its tree
    for diagnostic in (diagnostic for node in nodes for diagnostic in checker.check(node)):
        found.setdefault((diagnostic.name, diagnostic.start, diagnostic.end), diagnostic)
    return sorted(found.values(), key=lambda diagnostic: diagnostic.start)


def infer_kind(root: Expression, text: str, lookup: KindLookup) -> str:
    """Return the kind of the result of an expression."""
    return KindInference(list(walk(root)), text, lookup).kind_of(root)


class _Checker:
    def __init__(self, text: str, kinds: KindInference) -> None:
        self._text = text
        self._kinds = kinds

    def check(self, node: Expression) -> Iterator[ExpressionDiagnostic]:
        if isinstance(node, FunctionCall):
            yield from self._check_call(node)
        elif isinstance(node, UnaryOperation):
            yield from self._require(node.operand, (TRUTH if node.operator in ("!", "not") else NUMBER,), node.operator)
        elif isinstance(node, Conditional):
            yield from self._require(node.test, (TRUTH,), "?")
        elif isinstance(node, BinaryOperation):
            yield from self._check_binary(node)

    def _check_binary(self, node: BinaryOperation) -> Iterator[ExpressionDiagnostic]:
        accepted = _accepted_kinds(node.operator)
        sides = (node.right,) if node.operator == "in" else (node.left, node.right)
        found = [
            diagnostic for side in sides if accepted for diagnostic in self._require(side, accepted, node.operator)
        ]
        yield from found
        if not found and (node.operator in EQUALITY or node.operator in ORDER or node.operator == "+"):
            yield from self._check_pair(node)

    def _require(self, node: Expression, accepted: tuple[str, ...], operator: str) -> Iterator[ExpressionDiagnostic]:
        kind = self._kinds.kind_of(node)
        if kind in _SAID and kind not in accepted:
            message = f"'{operator}' needs {' or '.join(_SAID[it] for it in accepted)} here, and this is {_SAID[kind]}"
            yield self._mixed(node, message, self._as_number(node) if accepted == (NUMBER,) else "")

    def _check_pair(self, node: BinaryOperation) -> Iterator[ExpressionDiagnostic]:
        left, right = self._kinds.kind_of(node.left), self._kinds.kind_of(node.right)
        if left == right or {left, right} & {ANY, NIL}:
            return
        if node.operator in EQUALITY:
            message = f"{_SAID[left]} and {_SAID[right]} are never equal"
        else:
            message = f"'{node.operator}' cannot stand between {_SAID[left]} and {_SAID[right]}"
        side, other = (node.left, right) if left == TEXT else (node.right, left)
        yield self._mixed(side, message, self._as_number(side) if other == NUMBER else "")

    def _mixed(self, node: Expression, message: str, fix: str) -> ExpressionDiagnostic:
        hint = f"write {fix.partition('(')[0]}(…)" if "(" in fix else f"write {fix}" if fix else ""
        return ExpressionDiagnostic("mixed-kinds", message, node.start, node.end, hint, fix)

    def _as_number(self, node: Expression) -> str:
        """Return a string written as the number that it holds."""
        written = self._text[node.start : node.end]
        if self._kinds.kind_of(node) != TEXT:
            return ""
        if isinstance(node, Literal):
            return str(node.value) if re.fullmatch(r"-?\d+(\.\d+)?", str(node.value)) else ""
        return f"asFloat({written})" if written.endswith("duration") else f"asInt({written})"

    def _check_call(self, node: FunctionCall) -> Iterator[ExpressionDiagnostic]:
        name, given = self._kinds.name_of(node), len(node.arguments)
        function = load_functions().get(name)
        if name and function is None:
            hint = suggest(name, load_functions(), "functions of sprig are called sprig.NAME")
            yield ExpressionDiagnostic(
                "unknown-function", f"there is no function '{name}'", node.of.start, node.of.end, hint
            )
        elif function is not None and not function.minimum <= given <= function.maximum:
            message = f"'{name}' takes {_count(function)}, and here {'is' if given == 1 else 'are'} {given or 'none'}"
            yield ExpressionDiagnostic("wrong-arguments", message, node.of.start, node.end)
        elif name in _OF_TEXT:
            yield from self._require(node.arguments[0], (TEXT,), name)


def _accepted_kinds(operator: str) -> tuple[str, ...]:
    """Return the kinds that an operator accepts; none for one that accepts all."""
    if operator in LOGIC:
        return (TRUTH,)
    if operator in ARITHMETIC:
        return (NUMBER,)
    if operator in TEXTS:
        return (TEXT,)
    if operator in ORDER or operator == "+":
        return (TEXT, NUMBER)
    return (LIST, MAP) if operator == "in" else ()


def _count(function: FunctionSignature) -> str:
    minimum, maximum = function.minimum, function.maximum
    if minimum == maximum:
        return f"{minimum} argument{'' if minimum == 1 else 's'}"
    return f"{minimum} arguments or more" if maximum == float("inf") else f"{minimum} to {maximum} arguments"
