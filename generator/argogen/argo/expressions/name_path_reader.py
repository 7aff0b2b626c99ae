"""Read the names in an expression of expr-lang; the only module that rendering needs of its parser."""

from __future__ import annotations

import re

from argogen.argo.expressions.expr.dashes import IsKnown, join_dashes
from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.name_paths import NamePath, find_name_paths
from argogen.argo.expressions.tree import ExpressionSyntaxError

__all__ = ["ExpressionSyntaxError", "NamePath", "read_name_paths"]

# Below these roots of Argo's every value is a text or a mapping, of which nothing can be subtracted.
_WITHOUT_NUMBERS = frozenset({"inputs", "outputs", "steps", "tasks", "workflow"})
_MINUS = re.compile(r"(?:-\w+)+(?!\s*\()")


def read_name_paths(text: str, is_known: IsKnown) -> tuple[NamePath, ...]:
    """Return the names that an expression uses from outside, in the order of the text. Raises ExpressionSyntaxError.

    `is_known` recognizes the names in which a dash is not a minus. Where Argo's own names have such a dash all the same
    (`inputs.parameters.my-msg`), the path is the whole of what was meant, and `minus` is set.
    """
    found: list[NamePath] = []
    for path in find_name_paths(parse(join_dashes(text, is_known)), text):
        if not found or path.start >= found[-1].end:
            found.append(_with_minus(path, text))
        elif found[-1].minus and path.end > found[-1].end:
            found[-1] = found[-1]._replace(end=path.end, parts=(*found[-1].parts, *path.parts[1:]))
    return tuple(found)


def _with_minus(path: NamePath, text: str) -> NamePath:
    behind = _MINUS.match(text, path.end)
    if behind is None or path.called or path.parts[0] not in _WITHOUT_NUMBERS or text[path.end - 1] == "]":
        return path
    *first, last = path.parts
    return path._replace(end=behind.end(), parts=(*first, last + behind[0]), minus=True)
