"""The names that an expression uses from outside, such as `a.b['c d']`, but not those that it declares itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from argogen.argo.expressions.tree import Expression, FunctionCall, Identifier, Let, Literal, MemberAccess, children


class NamePath(NamedTuple):
    """A name and the fields behind it, in parts, from `start` to `end`.

    `called` if it is a function, `minus` if a dash in it is no part of a name to expr-lang.
    """

    start: int
    end: int
    parts: tuple[str, ...]
    called: bool = False
    minus: bool = False


def find_name_paths(root: Expression, text: str) -> tuple[NamePath, ...]:
    """Return the name paths of an expression, in the order of the text.

    `text` is what was written, where that is not what was parsed: see `join_dashes`.
    """
    return tuple(sorted(set(_find(root, text))))


def _find(root: Expression, text: str) -> Iterator[NamePath]:
    pending: list[tuple[Expression, frozenset[str]]] = [(root, frozenset())]
    while pending:
        node, bound = pending.pop()
        called = isinstance(node, FunctionCall)
        path = as_name_path(node.of if isinstance(node, FunctionCall) else node, text)
        if path is not None:
            if path.parts[0] not in bound:
                yield path._replace(called=called)
            if isinstance(node, FunctionCall):
                pending.extend((argument, bound) for argument in node.arguments)
        elif isinstance(node, Let):
            pending += [(node.value, bound), (node.body, bound | {node.name})]
        else:
            pending.extend((child, bound) for child in children(node))


def as_name_path(node: Expression, text: str) -> NamePath | None:
    """Return a name with constant fields behind it as one path; None for any other node."""
    parts: list[str] = []
    current = node
    while isinstance(current, MemberAccess) and isinstance(current.key, Literal) and isinstance(current.key.value, str):
        parts.append(_written(current.key, text))
        current = current.of
    if not isinstance(current, Identifier):
        return None
    return NamePath(node.start, node.end, (text[current.start : current.end], *reversed(parts)))


def _written(key: Literal, text: str) -> str:
    """Return a field's name; behind a dot it is what stands in the text."""
    return str(key.value) if text[key.start] in "'\"`" else text[key.start : key.end]
