"""Convert a string with template tags to the expression of an output of steps or tasks.

The scope of this expression consists of the inputs of the template and the outputs of its steps (createScope in
workflow/controller/scope.go). Argo replaces all other tags before, so they become literals.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from argogen.argo.expressions.expr.writing import as_chain
from argogen.argo.expressions.tags import Tag, find_tags
from argogen.argo.value_kinds import BOOLEAN, LIST, MAP, NUMBER
from argogen.late import import_late

if TYPE_CHECKING:
    from argogen.argo import variables
    from argogen.argo.expressions import name_path_reader
    from argogen.argo.expressions.expr import checks, parse
else:
    variables = import_late("argogen.argo.variables")
    name_path_reader = import_late("argogen.argo.expressions.name_path_reader")
    checks = import_late("argogen.argo.expressions.expr.checks")
    parse = import_late("argogen.argo.expressions.expr.parse")

_SCOPE = frozenset({"inputs", "steps", "tasks"})
# Argo writes these values of an expression in the notation of Go, but those of a tag as JSON.
_WRITTEN_BY_GO = frozenset({NUMBER, BOOLEAN, LIST, MAP})


def as_expression(text: str) -> str:
    """Return the expression whose value is a string, in which tags are in Argo syntax."""
    parts: list[str] = []
    end = 0
    for tag in find_tags(text):
        parts += [_quote(text[end : tag.start])] if tag.start > end else []
        parts.append(_convert(tag))
        end = tag.end
    parts += [_quote(text[end:])] if end < len(text) or not parts else []
    if len(parts) == 1:
        return parts[0]
    return " + ".join(f"({part})" if _is_operation(part) else part for part in parts)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _convert(tag: Tag) -> str:
    """Return the expression for a tag."""
    body = tag.body.strip()
    if tag.is_expression:
        return _convert_expression(body[1:].strip())
    parts = tuple(body.split("."))
    return as_chain(parts) if parts[0] in _SCOPE else f"{{{{=toJson({as_chain(parts)})}}}}"


def _convert_expression(body: str) -> str:
    """Return an expression with the same string as a tag with `body` gives."""
    try:
        paths = name_path_reader.read_name_paths(body, lambda _: False)
        kind = checks.infer_kind(parse.parse(body), body, variables.find_variable_kind)
    except name_path_reader.ExpressionSyntaxError:
        return body
    written = f"toJson({body})" if kind in _WRITTEN_BY_GO else body
    if any(path.parts[0] in _SCOPE for path in paths):
        return written
    return f"{{{{=toJson({written})}}}}"


def _is_operation(part: str) -> bool:
    return not part.startswith(('"', "{{", "toJson(")) and any(mark in part for mark in " ?:|")
