"""The names that an expression takes from outside: `a.b['c d']`, but not what it makes or declares itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from argogen.argo.expressions.tree import Call, Expression, Let, Literal, Member, Name, children


class Chain(NamedTuple):
    """A name and the fields behind it, in parts, from `start` to `end`.

    `called` if it is a function, `minus` if a dash in it is no part of a name to expr-lang.
    """

    start: int
    end: int
    parts: tuple[str, ...]
    called: bool = False
    minus: bool = False


def find_chains(root: Expression, text: str) -> tuple[Chain, ...]:
    """The chains of an expression, in the order of the text.

    `text` is what was written, where that is not what was parsed: see `join_dashes`.
    """
    return tuple(sorted(set(_find(root, text))))


def _find(root: Expression, text: str) -> Iterator[Chain]:
    waiting: list[tuple[Expression, frozenset[str]]] = [(root, frozenset())]
    while waiting:
        node, bound = waiting.pop()
        called = isinstance(node, Call)
        chain = as_chain(node.of if isinstance(node, Call) else node, text)
        if chain is not None:
            if chain.parts[0] not in bound:
                yield chain._replace(called=called)
            if isinstance(node, Call):
                waiting.extend((argument, bound) for argument in node.arguments)
        elif isinstance(node, Let):
            waiting += [(node.value, bound), (node.body, bound | {node.name})]
        else:
            waiting.extend((child, bound) for child in children(node))


def as_chain(node: Expression, text: str) -> Chain | None:
    """A name with constant fields behind it as one chain; None for all else."""
    parts: list[str] = []
    current = node
    while isinstance(current, Member) and isinstance(current.key, Literal) and isinstance(current.key.value, str):
        parts.append(_written(current.key, text))
        current = current.of
    if not isinstance(current, Name):
        return None
    return Chain(node.start, node.end, (text[current.start : current.end], *reversed(parts)))


def _written(key: Literal, text: str) -> str:
    """A field's name; behind a dot it is what stands in the text."""
    return str(key.value) if text[key.start] in "'\"`" else text[key.start : key.end]
