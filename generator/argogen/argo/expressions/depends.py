"""The language of `depends` of a task (docs/enhanced-depends-logic.md; workflow/common/ancestry.go).

Argo matches the names of tasks with a pattern without `_`, so the words `and`, `or` and `not` are tasks. expr-lang
evaluates the result when the task is due.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from lark import Lark, Token

from argogen.argo.expressions.grammar import KEPT, load_grammar, parse_with, report_unexpected, span
from argogen.argo.expressions.tree import (
    BinaryOperation,
    Expression,
    ExpressionSyntaxError,
    TaskDependency,
    UnaryOperation,
    walk,
)

# docs/enhanced-depends-logic.md
TASK_RESULTS = ("Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned")
LOOP_RESULTS = ("AnySucceeded", "AllFailed")
_CORRECTIONS: Mapping[str, str] = {"and": "&&", "or": "||", "not": "!", ",": "&&", "&": "&&", "|": "||", ";": "&&"}
_WORD = re.compile(r"\w+|.", re.DOTALL)
_TASK = re.compile(r"[a-zA-Z0-9][-a-zA-Z0-9]*(?:\.[a-zA-Z]+)?")
# Most dependencies have this form, for which no parser is necessary.
_CONJUNCTION = re.compile(rf"{_TASK.pattern}(?: && {_TASK.pattern})*")
_MAX_CONJUNCTION = 1_000
# The results that a task without an explicit result stands for.
_DONE = ("Succeeded", "Skipped", "Daemoned")
# The results of a loop with which some of its iterations can have succeeded, or all of them failed.
_UNDECIDED: Mapping[str, tuple[str, ...]] = {
    "AnySucceeded": ("Succeeded", "Failed", "Errored", "Daemoned"), "AllFailed": ("Failed", "Errored"),
}  # fmt: skip


def parse(text: str) -> Expression:
    """Return the tree of a `depends`. Raises ExpressionSyntaxError."""
    return _parse(text)


def find_tasks(root: Expression) -> Iterator[TaskDependency]:
    """Yield the referenced tasks in source order."""
    return (node for node in walk(root) if isinstance(node, TaskDependency))


class Decisive(NamedTuple):
    """The tasks of which a single one, by its result, makes an expression true (`holds`) or false (`fails`)."""

    holds: frozenset[str] = frozenset()
    fails: frozenset[str] = frozenset()


@functools.lru_cache(maxsize=KEPT)
def find_decisive(text: str, result: str) -> Decisive:
    """Return the tasks of which a single one with a result decides an expression; none if it is invalid."""
    try:
        nodes = reversed(list(walk(_parse(text))))
    except ExpressionSyntaxError:
        return Decisive()
    decided: list[tuple[set[str], set[str]]] = []  # of operands whose operator follows, the left one last
    for node in nodes:
        if isinstance(node, TaskDependency):
            decided.append(_decide(node, result))
        elif isinstance(node, UnaryOperation):
            decided.append(decided.pop()[::-1])
        elif isinstance(node, BinaryOperation):
            decided.append(_combine(node.operator, decided.pop(), decided.pop()))
    return Decisive(*map(frozenset, decided.pop()))


def _decide(node: TaskDependency, result: str) -> tuple[set[str], set[str]]:
    """Return the task as one that holds or fails; neither if the result of its iterations decides."""
    if result in _UNDECIDED.get(node.result, ()):
        return set(), set()
    holds = node.result == result if node.result else result in _DONE
    return ({node.name}, set()) if holds else (set(), {node.name})


def _combine(
    operator: str, left: tuple[set[str], set[str]], right: tuple[set[str], set[str]]
) -> tuple[set[str], set[str]]:
    """Return the tasks that decide an operation: one true operand suffices for `||`, one false operand for `&&`."""
    if operator == "||":
        return _unite(left[0], right[0]), left[1] & right[1]
    return left[0] & right[0], _unite(left[1], right[1])


def _unite(one: set[str], other: set[str]) -> set[str]:
    """Return the union of two sets, in the larger one, which is not copied for each of many operands."""
    larger, smaller = (one, other) if len(one) > len(other) else (other, one)
    larger |= smaller
    return larger


@functools.lru_cache(maxsize=KEPT)
def _parse(text: str) -> Expression:
    if len(text) <= _MAX_CONJUNCTION and _CONJUNCTION.fullmatch(text):
        return _join(text)
    root: Expression = parse_with(_parser(), text, _explain)
    return root


def _join(text: str) -> Expression:
    """Return the tree of tasks that are joined by `&&`."""
    first, *others = (TaskDependency(*found.span(), *found[0].partition(".")[::2]) for found in _TASK.finditer(text))
    root: Expression = first
    for task in others:
        root = BinaryOperation(root.start, task.end, "&&", root, task)
    return root


@functools.cache
def _parser() -> Lark:
    return load_grammar("depends", _DependsTransformer())


class _DependsTransformer:
    """Returns the node of each rule of the grammar, from its tokens and the nodes of inner rules."""

    def start(self, parts: list[Any]) -> Expression:
        return _node(parts[0])

    def either(self, parts: list[Any]) -> Expression:
        left, right = _node(parts[0]), _node(parts[2])
        return BinaryOperation(left.start, right.end, str(parts[1]), left, right)

    both = either

    def turned(self, parts: list[Any]) -> Expression:
        operand = _node(parts[1])
        return UnaryOperation(parts[0].start_pos, operand.end, "!", operand)

    def group(self, parts: list[Any]) -> Expression:
        return _node(parts[1])


def _node(part: Any) -> Expression:
    if not isinstance(part, Token):
        node: Expression = part
        return node
    start, end = span(part)
    name, _, result = str(part).partition(".")
    if "_" in name:
        message = f"invalid task name '{name}': Argo does not support '_' in a dependency"
        hint = f"rename the task to '{name.replace('_', '-').strip('-')}'"
        raise ExpressionSyntaxError(message, start, start + len(name), hint)
    return TaskDependency(start, end, name, result)


def _explain(text: str, start: int, end: int) -> ExpressionSyntaxError | None:
    word = _WORD.match(text, start)
    if word is None:
        return None
    correction = _CORRECTIONS.get(word[0], "")
    hint = "" if correction else "use &&, ||, ! and parentheses"
    return report_unexpected(text, start, end, hint, correction)
