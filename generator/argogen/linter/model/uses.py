"""The variables that texts use, in plain tags and in expressions."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.name_paths import find_name_paths
from argogen.argo.expressions.tags import find_tags
from argogen.argo.expressions.tree import BinaryOperation, Conditional, Expression, ExpressionSyntaxError, walk
from argogen.diagnostics import Severity
from argogen.linter.model.texts import TaggedText
from argogen.linter.rule_diagnostic import RuleDiagnostic

Name = tuple[str, ...]
"""A name in parts."""
_Found = tuple[Name, int, int, bool, bool]


class VariableUse(NamedTuple):
    """A use of a variable, in parts, from `start` to `end` of a text.

    `in_expression` says which of Argo's two languages it is in; `is_guarded` that the expression has an answer for the
    case that the value is not there.
    """

    text: TaggedText
    parts: Name
    start: int
    end: int
    in_expression: bool = False
    is_guarded: bool = False

    @property
    def severity(self) -> Severity | None:
        """The severity of an error here: a warning in an expression, which Argo's linter does not check either."""
        return Severity.WARNING if self.in_expression else None

    def diagnose(self, rule: str, message: str, hint: str, severity: Severity | None = None) -> RuleDiagnostic:
        """Report it as a violation of a rule."""
        text = self.text
        return RuleDiagnostic(rule, message, text.origin, hint, "", text.value, self.start, self.end, severity=severity)


def uses_in(text: TaggedText) -> tuple[VariableUse, ...]:
    """Return the variables that the tags of a text use; invalid expressions are reported elsewhere."""
    return tuple(VariableUse(text, *found) for found in _find(text.value))


def uses_in_expression(expression: str) -> tuple[Name, ...]:
    """Return the variables that an expression without braces uses."""
    return tuple(parts for parts, *_ in _find_in_expression(expression, 0))


# The same text tends to stand in many steps, and several rules look at it.
@functools.lru_cache(maxsize=8192)
def _find(text: str) -> tuple[_Found, ...]:
    found: list[_Found] = []
    for tag in find_tags(text):
        if tag.is_expression:
            found += _find_in_expression(tag.body[1:], tag.start + 3)
        else:
            name = tag.body.strip()
            start = text.index(name, tag.start + 2) if name else tag.start
            found.append((tuple(name.split(".")), start, start + len(name), False, False))
    return tuple(found)


def _find_in_expression(expression: str, start: int) -> Iterator[_Found]:
    try:
        root = parse(expression)
    except ExpressionSyntaxError:
        return
    is_guarded = any(_guards(node) for node in walk(root))
    for chain in find_name_paths(root, expression):
        if not chain.called:
            yield chain.parts, start + chain.start, start + chain.end, True, is_guarded


def _guards(node: Expression) -> bool:
    return isinstance(node, Conditional) or (isinstance(node, BinaryOperation) and node.operator == "??")
