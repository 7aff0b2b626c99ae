"""Read the return values of a function from its source, as far as literals and annotations show them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from argogen.language.code.signatures import FunctionSource

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_ENDLESS = (ast.While, ast.Raise)


class ResultMismatch(NamedTuple):
    """A return value that does not fit the outputs: its description, and the node in the source."""

    found: str
    node: ast.AST


def find_mismatch(function: FunctionSource, outputs: tuple[str, ...]) -> ResultMismatch | None:
    """Return the first return value that certainly does not provide these outputs; None if all may provide them."""
    if not outputs:
        return None
    node = function.node
    if isinstance(node, ast.AsyncFunctionDef):
        return ResultMismatch("a coroutine", node)
    inner = list(_walk(node))
    if any(isinstance(each, (ast.Yield, ast.YieldFrom)) for each in inner):
        return ResultMismatch("a generator", node)
    returned = [each for each in inner if isinstance(each, ast.Return)]
    values = [each.value for each in returned if each.value is not None]
    if not values and not any(isinstance(each, _ENDLESS) for each in inner):
        return ResultMismatch("nothing", node)
    found = (_compare(value, outputs) for value in values)
    return next(filter(None, found), None) or _compare_annotation(node.returns, outputs)


def _walk(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield the nodes of a function without those of functions in it."""
    waiting: list[ast.AST] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting += reversed(list(ast.iter_child_nodes(node)))


def _compare(value: ast.expr, outputs: tuple[str, ...]) -> ResultMismatch | None:
    if isinstance(value, ast.Dict):
        return _compare_keys(value, outputs)
    if len(outputs) == 1:
        return None
    if isinstance(value, (ast.Tuple, ast.List)) and not any(isinstance(each, ast.Starred) for each in value.elts):
        return _count(len(value.elts), value, outputs)
    return ResultMismatch("one value", value) if _is_single(value) else None


def _compare_keys(value: ast.Dict, outputs: tuple[str, ...]) -> ResultMismatch | None:
    """Return a mismatch if a mapping lacks outputs; of a single output, any mapping can be the value."""
    keys = [key.value for key in value.keys if isinstance(key, ast.Constant)]
    missing = [name for name in outputs if name not in keys]
    if len(outputs) == 1 or len(keys) < len(value.keys) or not missing:
        return None
    return ResultMismatch(f"a mapping without '{missing[0]}'", value)


def _is_single(value: ast.expr) -> bool:
    """Return whether an expression has a value that is certainly no list, tuple or mapping."""
    return isinstance(value, ast.Constant) and not isinstance(value.value, (str, bytes))


def _count(number: int, node: ast.AST, outputs: tuple[str, ...]) -> ResultMismatch | None:
    if number == len(outputs):
        return None
    return ResultMismatch("1 value" if number == 1 else f"{number} values", node)


def _compare_annotation(returns: ast.expr | None, outputs: tuple[str, ...]) -> ResultMismatch | None:
    if isinstance(returns, ast.Constant) and returns.value is None:
        return ResultMismatch("nothing", returns)
    if not isinstance(returns, ast.Subscript) or len(outputs) == 1:
        return None
    name = returns.value
    is_tuple = (isinstance(name, ast.Name) and name.id in ("tuple", "Tuple")) or (
        isinstance(name, ast.Attribute) and name.attr == "Tuple"
    )
    parts = returns.slice.elts if isinstance(returns.slice, ast.Tuple) else [returns.slice]
    is_open = any(isinstance(part, ast.Constant) and part.value is Ellipsis for part in parts)
    return _count(len(parts), returns, outputs) if is_tuple and not is_open else None
