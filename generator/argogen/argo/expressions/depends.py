"""Argo's `depends` of a task (docs/enhanced-depends-logic.md; workflow/common/ancestry.go).

Argo finds the names of tasks by a pattern that knows no `_`, and leaves the rest to expr-lang when the task's turn
comes; the words `and`, `or` and `not` are tasks to it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lark import Lark, Token

from argogen.argo.expressions.grammar import cannot_stand, load_grammar, parse_with, span
from argogen.argo.expressions.tree import BadExpression, Binary, Expression, Task, Unary, walk

# docs/enhanced-depends-logic.md
RESULTS = ("Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned")
RESULTS_OF_LOOPS = ("AnySucceeded", "AllFailed")
_MEANT: Mapping[str, str] = {"and": "&&", "or": "||", "not": "!", ",": "&&", "&": "&&", "|": "||", ";": "&&"}
_WORD = re.compile(r"\w+|.", re.DOTALL)


def parse(text: str) -> Expression:
    """The tree of a `depends`. Raises BadExpression."""
    return _parse(text)


def tasks_in(root: Expression) -> Iterator[Task]:
    """The tasks that are named, in the order of the text."""
    return (node for node in walk(root) if isinstance(node, Task))


@functools.lru_cache(maxsize=1024)
def _parse(text: str) -> Expression:
    root: Expression = parse_with(_parser(), text, _explain)
    return root


@functools.cache
def _parser() -> Lark:
    return load_grammar("depends", _Builder())


class _Builder:
    """A node for each rule of the grammar, from its parts: tokens, and the nodes of inner rules."""

    def start(self, parts: list[Any]) -> Expression:
        return _node(parts[0])

    def either(self, parts: list[Any]) -> Expression:
        left, right = _node(parts[0]), _node(parts[2])
        return Binary(left.start, right.end, str(parts[1]), left, right)

    both = either

    def turned(self, parts: list[Any]) -> Expression:
        operand = _node(parts[1])
        return Unary(parts[0].start_pos, operand.end, "!", operand)

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
        raise BadExpression(
            f"Argo reads no '_' in names here, so '{name}' is not found", start, start + len(name), hint
        )
    return Task(start, end, name, result)


def _explain(text: str, start: int, end: int) -> BadExpression | None:
    word = _WORD.match(text, start)
    if word is None:
        return None
    meant = _MEANT.get(word[0])
    hint = f"write {meant}" if meant else "write it with &&, ||, ! and parentheses"
    return cannot_stand(text, start, end, hint)
