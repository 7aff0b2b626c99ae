"""The names that texts use, in plain tags and in expressions alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from argogen.expressions.chains import find_chains
from argogen.expressions.expr import parse
from argogen.expressions.tree import BadExpression, Binary, Conditional, Expression, walk
from argogen.rules.texts import Text


class Use(NamedTuple):
    """A name in parts, as a text uses it from `start` to `end`.

    `in_expression` says which of Argo's two languages it is in; `is_guarded` that the expression has an answer for the
    case that the value is not there.
    """

    text: Text
    parts: tuple[str, ...]
    start: int
    end: int
    in_expression: bool = False
    is_guarded: bool = False


def uses_in(text: Text) -> Iterator[Use]:
    """The names in the tags of a text; what is no expression has been told of elsewhere."""
    for tag in text.tags:
        if tag.is_expression:
            yield from uses_in_expression(tag.body[1:], text, tag.start + 3)
        else:
            name = tag.body.strip()
            start = text.value.index(name, tag.start + 2) if name else tag.start
            yield Use(text, tuple(name.split(".")), start, start + len(name))


def uses_in_expression(expression: str, text: Text, start: int = 0) -> Iterator[Use]:
    """The names in an expression, which starts at `start` in its text."""
    try:
        root = parse(expression)
    except BadExpression:
        return
    is_guarded = any(_guards(node) for node in walk(root))
    for chain in find_chains(root, expression):
        if not chain.called:
            yield Use(text, chain.parts, start + chain.start, start + chain.end, True, is_guarded)


def _guards(node: Expression) -> bool:
    return isinstance(node, Conditional) or (isinstance(node, Binary) and node.operator == "??")
