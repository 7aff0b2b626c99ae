"""What cannot work in an expression that is well-formed (expr-lang's checker/checker.go, at what is known before)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from argogen.argo.expressions.expr.functions import Function, functions
from argogen.argo.expressions.expr.kinds import ARITHMETIC, EQUALITY, LOGIC, ORDER, TEXTS, KindOf, Kinds
from argogen.argo.expressions.tree import Binary, Call, Conditional, Expression, Literal, Unary, walk
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


class Problem(NamedTuple):
    """What is wrong from `start` to `end`; `name` is the rule's, `fix` the one right text for that span, if any."""

    name: str
    message: str
    start: int
    end: int
    hint: str = ""
    fix: str = ""


def find_problems(root: Expression, text: str, kind_of: KindOf) -> list[Problem]:
    """What is wrong with the functions that an expression calls, and with the kinds of its values."""
    nodes = list(walk(root))
    checker = _Checker(text, Kinds(nodes, text, kind_of))
    found: dict[tuple[str, int, int], Problem] = {}  # `1 < x < 3` has x in two places of its tree
    for problem in (problem for node in nodes for problem in checker.check(node)):
        found.setdefault((problem.name, problem.start, problem.end), problem)
    return sorted(found.values(), key=lambda problem: problem.start)


def find_kind(root: Expression, text: str, kind_of: KindOf) -> str:
    """The kind of what an expression gives."""
    return Kinds(list(walk(root)), text, kind_of).of(root)


class _Checker:
    def __init__(self, text: str, kinds: Kinds) -> None:
        self._text = text
        self._kinds = kinds

    def check(self, node: Expression) -> Iterator[Problem]:
        if isinstance(node, Call):
            yield from self._check_call(node)
        elif isinstance(node, Unary):
            yield from self._want(node.operand, (TRUTH if node.operator in ("!", "not") else NUMBER,), node.operator)
        elif isinstance(node, Conditional):
            yield from self._want(node.test, (TRUTH,), "?")
        elif isinstance(node, Binary):
            yield from self._check_binary(node)

    def _check_binary(self, node: Binary) -> Iterator[Problem]:
        wanted = _wanted(node.operator)
        sides = (node.right,) if node.operator == "in" else (node.left, node.right)
        found = [problem for side in sides if wanted for problem in self._want(side, wanted, node.operator)]
        yield from found
        if not found and (node.operator in EQUALITY or node.operator in ORDER or node.operator == "+"):
            yield from self._check_pair(node)

    def _want(self, node: Expression, wanted: tuple[str, ...], operator: str) -> Iterator[Problem]:
        kind = self._kinds.of(node)
        if kind in _SAID and kind not in wanted:
            message = f"'{operator}' needs {' or '.join(_SAID[it] for it in wanted)} here, and this is {_SAID[kind]}"
            yield self._mixed(node, message, self._as_number(node) if wanted == (NUMBER,) else "")

    def _check_pair(self, node: Binary) -> Iterator[Problem]:
        left, right = self._kinds.of(node.left), self._kinds.of(node.right)
        if left == right or {left, right} & {ANY, NIL}:
            return
        if node.operator in EQUALITY:
            message = f"{_SAID[left]} and {_SAID[right]} are never equal"
        else:
            message = f"'{node.operator}' cannot stand between {_SAID[left]} and {_SAID[right]}"
        side, other = (node.left, right) if left == TEXT else (node.right, left)
        yield self._mixed(side, message, self._as_number(side) if other == NUMBER else "")

    def _mixed(self, node: Expression, message: str, fix: str) -> Problem:
        hint = f"write {fix.partition('(')[0]}(…)" if "(" in fix else f"write {fix}" if fix else ""
        return Problem("mixed-kinds", message, node.start, node.end, hint, fix)

    def _as_number(self, node: Expression) -> str:
        """A text written as the number that it holds."""
        written = self._text[node.start : node.end]
        if self._kinds.of(node) != TEXT:
            return ""
        if isinstance(node, Literal):
            return str(node.value) if re.fullmatch(r"-?\d+(\.\d+)?", str(node.value)) else ""
        return f"asFloat({written})" if written.endswith("duration") else f"asInt({written})"

    def _check_call(self, node: Call) -> Iterator[Problem]:
        name, given = self._kinds.called(node), len(node.arguments)
        function = functions().get(name)
        if name and function is None:
            hint = suggest(name, functions(), "functions of sprig are called sprig.NAME")
            yield Problem("unknown-function", f"there is no function '{name}'", node.of.start, node.of.end, hint)
        elif function is not None and not function.least <= given <= function.most:
            message = f"'{name}' takes {_count(function)}, and here {'is' if given == 1 else 'are'} {given or 'none'}"
            yield Problem("wrong-arguments", message, node.of.start, node.end)
        elif name in _OF_TEXT:
            yield from self._want(node.arguments[0], (TEXT,), name)


def _wanted(operator: str) -> tuple[str, ...]:
    """The kinds that an operator takes; nothing for one that takes all."""
    if operator in LOGIC:
        return (TRUTH,)
    if operator in ARITHMETIC:
        return (NUMBER,)
    if operator in TEXTS:
        return (TEXT,)
    if operator in ORDER or operator == "+":
        return (TEXT, NUMBER)
    return (LIST, MAP) if operator == "in" else ()


def _count(function: Function) -> str:
    least, most = function.least, function.most
    if least == most:
        return f"{least} argument{'' if least == 1 else 's'}"
    return f"{least} arguments or more" if most == float("inf") else f"{least} to {most} arguments"
