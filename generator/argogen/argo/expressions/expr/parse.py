"""expr-lang, as Argo reads it in `{{= … }}` and in every `expression`.

What expr-lang's own parser accepts is accepted (checked against 1.17.7, of Argo 3.7 and 4.0), but for what nobody
means: a sum as the key of a mapping, a digit behind `#`, a field of a number that has a sign.
"""

from __future__ import annotations

import functools

from lark import Lark

from argogen.argo.expressions.expr.builder import Builder
from argogen.argo.expressions.grammar import cannot_stand, load_grammar, parse_with
from argogen.argo.expressions.tree import BadExpression, Closure, Expression, Pointer, children


def parse(text: str) -> Expression:
    """The tree of an expression. Raises BadExpression."""
    return _parse(text)


@functools.lru_cache(maxsize=1024)
def _parse(text: str) -> Expression:
    root: Expression = parse_with(_parser(), text, _explain)
    _check_pointers(root)
    return root


@functools.cache
def _parser() -> Lark:
    return load_grammar("expr", Builder())


def _check_pointers(root: Expression) -> None:
    waiting = [(root, False)]
    while waiting:
        node, inside = waiting.pop()
        if isinstance(node, Pointer) and not inside:
            message = "'#' and a leading '.' stand for an element, and there is none here"
            raise BadExpression(message, node.start, max(node.end, node.start + 1), "use them in filter(…), map(…)")
        waiting.extend((child, inside or isinstance(node, Closure)) for child in children(node))


def _explain(text: str, start: int, end: int) -> BadExpression | None:
    rest = text[start:]
    if rest[:1] in ("'", '"', "`"):
        return _explain_string(rest, start)
    if text[max(0, start - 2) : end] in ("===", "!=="):
        return BadExpression(f"'{text[start - 2 : end]}' is no operator", start - 2, end, f"write {text[start - 2]}=")
    if rest[:1] in ("=", "&"):
        return cannot_stand(text, start, end, f"write {rest[0] * 2}")
    return None


def _explain_string(rest: str, start: int) -> BadExpression:
    if "\\" in rest:
        message = "this text is not closed, or has an escape that there is none of"
        return BadExpression(message, start, start + 1, r"write a backslash as \\")
    return BadExpression("this text is not closed", start, start + 1, f"close it with {rest[0]}")
