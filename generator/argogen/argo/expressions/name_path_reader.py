"""Read the name paths of an expression of expr-lang; rendering uses its parser only by this module."""

from __future__ import annotations

import re

from argogen.argo.expressions.expr.dashes import IsKnown, join_dashes
from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.name_paths import NamePath, find_name_paths
from argogen.argo.expressions.tree import ExpressionSyntaxError

__all__ = ["ExpressionSyntaxError", "NamePath", "read_name_paths"]

# Below these prefixes all values of Argo are strings or maps, which do not support subtraction.
_WITHOUT_NUMBERS = frozenset({"inputs", "outputs", "steps", "tasks", "workflow"})
_MINUS = re.compile(r"(?:-\w+)+(?!\s*\()")


def read_name_paths(text: str, is_known: IsKnown) -> tuple[NamePath, ...]:
    """Return the free names of an expression in source order. Raises ExpressionSyntaxError.

    `is_known` recognizes the names in which a dash is not a minus. For variables of Argo that contain a dash
    (`inputs.parameters.my-msg`), which is a minus to Argo, the path is the intended name, with `minus` set.
    """
    found: list[NamePath] = []
    for path in find_name_paths(parse(join_dashes(text, is_known)), text):
        if not found or path.start >= found[-1].end:
            found.append(_with_minus(path, text))
        elif found[-1].minus and path.end > found[-1].end:
            found[-1] = found[-1]._replace(end=path.end, parts=(*found[-1].parts, *path.parts[1:]))
    return tuple(found)


def _with_minus(path: NamePath, text: str) -> NamePath:
    following = _MINUS.match(text, path.end)
    if following is None or path.called or path.parts[0] not in _WITHOUT_NUMBERS or text[path.end - 1] == "]":
        return path
    *first, last = path.parts
    return path._replace(end=following.end(), parts=(*first, last + following[0]), minus=True)
