"""Argo's `depends` of a task (docs/enhanced-depends-logic.md; workflow/common/ancestry.go).

Argo finds the names of tasks by a pattern without `_`, and leaves the rest to expr-lang when the task's turn
comes; the words `and`, `or` and `not` are tasks to it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lark import Lark, Token

from argogen.argo.expressions.grammar import load_grammar, parse_with, span, unexpected_text
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


def parse(text: str) -> Expression:
    """Return the tree of a `depends`. Raises ExpressionSyntaxError."""
    return _parse(text)


def find_tasks(root: Expression) -> Iterator[TaskDependency]:
    """Yield the tasks that are named, in the order of the text."""
    return (node for node in walk(root) if isinstance(node, TaskDependency))


@functools.lru_cache(maxsize=1024)
def _parse(text: str) -> Expression:
    root: Expression = parse_with(_parser(), text, _explain)
    return root


@functools.cache
def _parser() -> Lark:
    return load_grammar("depends", _DependsTransformer())


class _DependsTransformer:
    """Returns a node for each rule of the grammar, from its tokens and the nodes of inner rules."""

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
        hint = "call the task something with dashes"
        raise ExpressionSyntaxError(
            f"Argo reads no '_' in names here, so '{name}' is not found", start, start + len(name), hint
        )
    return TaskDependency(start, end, name, result)


def _explain(text: str, start: int, end: int) -> ExpressionSyntaxError | None:
    word = _WORD.match(text, start)
    if word is None:
        return None
    correction = _CORRECTIONS.get(word[0])
    hint = f"write {correction}" if correction else "write it with &&, ||, ! and parentheses"
    return unexpected_text(text, start, end, hint)
