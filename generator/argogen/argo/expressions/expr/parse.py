"""Parse expr-lang, the language of `{{= … }}` and of each `expression` of Argo.

Expressions are accepted as by the parser of expr-lang (1.17.7, of Argo 3.7 and 4.0), except forms without a use: a sum
as the key of a map, a digit after `#`, a field of a number with a sign.
"""

from __future__ import annotations

import functools

from lark import Lark

from argogen.argo.expressions.expr.builder import ExprTransformer
from argogen.argo.expressions.grammar import KEPT, load_grammar, parse_with, report_unexpected
from argogen.argo.expressions.tree import Closure, Expression, ExpressionSyntaxError, Pointer, children


def parse(text: str) -> Expression:
    """Return the tree of an expression. Raises ExpressionSyntaxError."""
    return _parse(text)


@functools.lru_cache(maxsize=KEPT)
def _parse(text: str) -> Expression:
    root: Expression = parse_with(_parser(), text, _explain)
    _check_pointers(root)
    return root


@functools.cache
def _parser() -> Lark:
    return load_grammar("expr", ExprTransformer())


def _check_pointers(root: Expression) -> None:
    pending = [(root, False)]
    while pending:
        node, inside = pending.pop()
        if isinstance(node, Pointer) and not inside:
            message = "'#' and a leading '.' are valid only within a predicate"
            end = max(node.end, node.start + 1)
            raise ExpressionSyntaxError(message, node.start, end, "use them in filter(…) or map(…)")
        pending.extend((child, inside or isinstance(node, Closure)) for child in children(node))


def _explain(text: str, start: int, end: int) -> ExpressionSyntaxError | None:
    rest = text[start:]
    if rest[:1] in ("'", '"', "`"):
        return _explain_string(rest, start)
    if text[max(0, start - 2) : end] in ("===", "!=="):
        message = f"unknown operator '{text[start - 2 : end]}'"
        return ExpressionSyntaxError(message, start - 2, end, operator=f"{text[start - 2]}=")
    if text[start:end] in ("=", "&"):
        return report_unexpected(text, start, end, operator=rest[0] * 2)
    return None


def _explain_string(rest: str, start: int) -> ExpressionSyntaxError:
    if "\\" in rest:
        message = "unclosed string, or invalid escape sequence"
        return ExpressionSyntaxError(message, start, start + 1, r"write a backslash as \\")
    return ExpressionSyntaxError("unclosed string", start, start + 1, f"close it with {rest[0]}")
