"""Read the functions of a Python module from its source; nothing is executed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from argogen.records import Record

_Function = ast.FunctionDef | ast.AsyncFunctionDef


class Signature(Record):
    """The parameters of a function that is called with keyword arguments.

    `accepted` are those that can be given by name, `positional` those that cannot; `required` are those without a
    default. With `takes_any`, every other name is accepted, too.
    """

    accepted: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    positional: tuple[str, ...] = ()
    takes_any: bool = False


class FunctionSource(NamedTuple):
    """A function of a module; `signature` is None if a decorator may change it."""

    name: str
    node: _Function
    signature: Signature | None


class ModuleSource(Record):
    """The names that a module defines: its functions, and all other names.

    `is_complete` is false if names may be defined in a way that the source does not show, such as `import *`.
    """

    functions: dict[str, FunctionSource]
    others: frozenset[str]
    is_complete: bool


def read_module(source: str) -> ModuleSource:
    """Return the names of a module. Raises SyntaxError, and ValueError for null characters."""
    functions: dict[str, FunctionSource] = {}
    others: set[str] = set()
    is_complete = True
    for node in _list_statements(_parse(source).body):
        if isinstance(node, _Function):
            functions[node.name] = FunctionSource(node.name, node, _read_signature(node))
            others.discard(node.name)
            continue
        names = frozenset(_list_names(node))
        is_complete = is_complete and "*" not in names and "__getattr__" not in names
        others |= names
        functions = {name: function for name, function in functions.items() if name not in names}
    return ModuleSource(functions, frozenset(others), is_complete and not _uses_globals(source))


def _parse(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (RecursionError, MemoryError) as error:
        raise SyntaxError("code is nested too deep") from error


def _list_statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that are executed on import, also those within `if`, `try`, `with` and loops."""
    waiting = list(reversed(body))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*_SCOPES,)):
            inner = [child for child in ast.iter_child_nodes(node) if isinstance(child, (ast.stmt, *_CLAUSES))]
            statements = [each for child in inner for each in (child.body if isinstance(child, _CLAUSES) else [child])]
            waiting += reversed(statements)


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_CLAUSES = (ast.ExceptHandler, ast.match_case)


def _list_names(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement defines."""
    if isinstance(node, ast.ClassDef):
        yield node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from ((name.asname or name.name).partition(".")[0] for name in node.names)
    else:
        own = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        targets = [part for child in own for part in ast.walk(child) if isinstance(part, ast.Name)]
        yield from (part.id for part in targets if isinstance(part.ctx, ast.Store))


def _uses_globals(source: str) -> bool:
    return "globals()" in source or "setattr(" in source or "exec(" in source


def _read_signature(node: _Function) -> Signature | None:
    if node.decorator_list:
        return None
    given = node.args
    positional = [argument.arg for argument in (*given.posonlyargs, *given.args)]
    with_default = frozenset(positional[len(positional) - len(given.defaults) :])
    keywords = [argument.arg for argument in given.kwonlyargs]
    optional = {name.arg for name, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value is not None}
    by_name = tuple(argument.arg for argument in given.args) + tuple(keywords)
    return Signature(
        accepted=by_name,
        required=tuple(name for name in (*positional, *keywords) if name not in with_default | optional),
        positional=tuple(each.arg for each in given.posonlyargs),
        takes_any=given.kwarg is not None,
    )
