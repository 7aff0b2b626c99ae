"""List the variables that strings use, in plain tags and in expressions."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.name_paths import as_name_path, find_dug_path, find_name_paths
from argogen.argo.expressions.tags import find_tags
from argogen.argo.expressions.tree import (
    BinaryOperation,
    Conditional,
    Expression,
    ExpressionSyntaxError,
    FunctionCall,
    walk,
)
from argogen.diagnostics import Severity
from argogen.linter.model.texts import TaggedText
from argogen.linter.rule_diagnostic import RuleDiagnostic

Name = tuple[str, ...]
"""The parts of a dotted name."""
_Found = tuple[Name, int, int, bool, bool, bool, bool]


class VariableUse(NamedTuple):
    """A use of a variable from `start` to `end` of a string.

    `in_expression` is false for a plain tag. `is_guarded` if the expression handles a missing value, `is_whole` if the
    value of the tag is that of the variable, unless it is missing. `is_dug` if `sprig.dig` reads it, which does not
    require it to exist.
    """

    text: TaggedText
    parts: Name
    start: int
    end: int
    in_expression: bool = False
    is_guarded: bool = False
    is_whole: bool = True
    is_dug: bool = False

    @property
    def severity(self) -> Severity | None:
        """The severity of an error: a warning in an expression, which the linter of Argo does not check."""
        return Severity.WARNING if self.in_expression else None

    def diagnose(self, rule: str, message: str, hint: str, severity: Severity | None = None) -> RuleDiagnostic:
        """Return a violation of a rule at the place of the variable."""
        text = self.text
        return RuleDiagnostic(rule, message, text.origin, hint, "", text.value, self.start, self.end, severity=severity)


def uses_in(text: TaggedText) -> tuple[VariableUse, ...]:
    """Return the variables in the tags of a string; invalid expressions are reported elsewhere."""
    return tuple(VariableUse(text, *found) for found in _find(text.value))


def names_in(text: TaggedText) -> Iterator[Name]:
    """Yield the names of these variables."""
    return (found[0] for found in _find(text.value))


def uses_in_expression(expression: str) -> tuple[Name, ...]:
    """Return the variables in an expression without braces."""
    return tuple(parts for parts, *_ in _find_in_expression(expression, 0))


# Many steps have the same string, and several rules read it.
@functools.lru_cache(maxsize=8192)
def _find(text: str) -> tuple[_Found, ...]:
    found: list[_Found] = []
    for tag in find_tags(text):
        if tag.is_expression:
            found += _find_in_expression(tag.body[1:], tag.start + 3)
        else:
            name = tag.body.strip()
            start = text.index(name, tag.start + 2) if name else tag.start
            found.append((tuple(name.split(".")), start, start + len(name), False, False, True, False))
    return tuple(found)


def _find_in_expression(expression: str, start: int) -> Iterator[_Found]:
    try:
        root = parse(expression)
    except ExpressionSyntaxError:
        return
    is_guarded = any(_guards(node) for node in walk(root))
    dug = {path.start: path for node in walk(root) if (path := find_dug_path(node, expression)) is not None}
    whole = find_dug_path(_skip_default(root, expression), expression)
    for chain in find_name_paths(root, expression):
        if chain.start in dug:
            path = dug[chain.start]
            span = (-3, len(expression) + 2) if path == whole else (path.start, path.end)  # with the braces
            yield path.parts, start + span[0], start + span[1], True, True, path == whole, True
        elif not chain.called:
            yield chain.parts, start + chain.start, start + chain.end, True, is_guarded, False, False


def _skip_default(root: Expression, expression: str) -> Expression:
    """Return the value in `sprig.default(DEFAULT, VALUE)`; any other expression unchanged."""
    if not isinstance(root, FunctionCall) or len(root.arguments) != 2:
        return root
    called = as_name_path(root.of, expression)
    return root.arguments[1] if called is not None and called.parts == ("sprig", "default") else root


def _guards(node: Expression) -> bool:
    return isinstance(node, Conditional) or (isinstance(node, BinaryOperation) and node.operator == "??")


def is_coalesced(use: VariableUse) -> bool:
    """Return whether a variable in an expression is part of the value before `??`."""
    tag = next(tag for tag in use.text.tags if tag.start <= use.start < tag.end)
    at = use.start - tag.start - 3
    return any(
        isinstance(node, BinaryOperation) and node.operator == "??" and node.left.start <= at < node.left.end
        for node in walk(parse(tag.body[1:]))
    )
