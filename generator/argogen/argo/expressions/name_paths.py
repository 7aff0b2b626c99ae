"""The free names of an expression, such as `a.b['c d']`, without the variables that it declares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from argogen.argo.expressions.tree import Expression, FunctionCall, Identifier, Let, Literal, MemberAccess, children


class NamePath(NamedTuple):
    """A name and the fields after it, in parts, from `start` to `end`.

    `called` if it is a function, `minus` if it contains a dash that is a minus in expr-lang.
    """

    start: int
    end: int
    parts: tuple[str, ...]
    called: bool = False
    minus: bool = False


def find_name_paths(root: Expression, text: str) -> tuple[NamePath, ...]:
    """Return the name paths of an expression in source order.

    `text` is the source, which can differ from the parsed string: see `join_dashes`.
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
        elif (inner := _skip_fields(node)) is not node:
            pending.append((inner, bound))
        else:
            pending.extend((child, bound) for child in children(node))


def as_name_path(node: Expression, text: str) -> NamePath | None:
    """Return a name with constant fields after it as one path; None for any other node."""
    root = _skip_fields(node)
    if not isinstance(root, Identifier):
        return None
    parts: list[str] = []
    current = node
    while isinstance(current, MemberAccess) and isinstance(current.key, Literal):
        parts.append(_written(current.key, text))
        current = current.of
    return NamePath(node.start, node.end, (text[root.start : root.end], *reversed(parts)))


def find_dug_path(node: Expression, text: str) -> NamePath | None:
    """Return the path that `sprig.dig('KEY', …, DEFAULT, NAME)` reads, at the place of NAME; None for other nodes."""
    if not isinstance(node, FunctionCall) or len(node.arguments) < 3:
        return None
    called = as_name_path(node.of, text)
    if called is None or called.parts != ("sprig", "dig"):
        return None
    *keys, _, mapping = node.arguments
    path = as_name_path(mapping, text)
    names = [key.value for key in keys if isinstance(key, Literal) and isinstance(key.value, str)]
    return None if path is None or len(names) < len(keys) else path._replace(parts=(*path.parts, *names))


def _skip_fields(node: Expression) -> Expression:
    """Return the node before the constant fields of an access such as `a.b.c`; any other node unchanged."""
    while isinstance(node, MemberAccess) and isinstance(node.key, Literal) and isinstance(node.key.value, str):
        node = node.of
    return node


def _written(key: Literal, text: str) -> str:
    """Return the name of a field; after a dot, it is the source."""
    return str(key.value) if text[key.start] in "'\"`" else text[key.start : key.end]
