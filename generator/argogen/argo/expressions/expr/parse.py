"""expr-lang, as Argo reads it in `{{= … }}` and in every `expression`.

What expr-lang's own parser accepts is accepted (checked against 1.17.7, of Argo 3.7 and 4.0), but for what nobody
means: a sum as the key of a mapping, a digit behind `#`, a field of a number that has a sign.
"""

from __future__ import annotations

import functools

from lark import Lark

from argogen.argo.expressions.expr.builder import ExprTransformer
from argogen.argo.expressions.grammar import load_grammar, parse_with, unexpected_text
from argogen.argo.expressions.tree import Closure, Expression, ExpressionSyntaxError, Pointer, children


def parse(text: str) -> Expression:
    """Return the tree of an expression. Raises ExpressionSyntaxError."""
    return _parse(text)


@functools.lru_cache(maxsize=1024)
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
            message = "'#' and a leading '.' stand for an element, and there is none here"
            raise ExpressionSyntaxError(
                message, node.start, max(node.end, node.start + 1), "use them in filter(…), map(…)"
            )
        pending.extend((child, inside or isinstance(node, Closure)) for child in children(node))


def _explain(text: str, start: int, end: int) -> ExpressionSyntaxError | None:
    rest = text[start:]
    if rest[:1] in ("'", '"', "`"):
        return _explain_string(rest, start)
    if text[max(0, start - 2) : end] in ("===", "!=="):
        return ExpressionSyntaxError(
            f"'{text[start - 2 : end]}' is no operator", start - 2, end, f"write {text[start - 2]}="
        )
    if rest[:1] in ("=", "&"):
        return unexpected_text(text, start, end, f"write {rest[0] * 2}")
    return None


def _explain_string(rest: str, start: int) -> ExpressionSyntaxError:
    if "\\" in rest:
        message = "this text is not closed, or has an escape that there is none of"
        return ExpressionSyntaxError(message, start, start + 1, r"write a backslash as \\")
    return ExpressionSyntaxError("this text is not closed", start, start + 1, f"close it with {rest[0]}")
