"""The names in an expression of expr-lang, for those who connect them: the door to its parser for what renders."""

from __future__ import annotations

import re

from argogen.argo.expressions.chains import Chain, find_chains
from argogen.argo.expressions.expr.dashes import Knows, join_dashes
from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.tree import BadExpression

__all__ = ["BadExpression", "Chain", "read_chains"]

# Below these roots of Argo's every value is a text or a mapping, of which nothing can be subtracted.
_WITHOUT_NUMBERS = frozenset({"inputs", "outputs", "steps", "tasks", "workflow"})
_MINUS = re.compile(r"(?:-\w+)+(?!\s*\()")


def read_chains(text: str, knows: Knows) -> tuple[Chain, ...]:
    """The names that an expression takes from outside, in the order of the text. Raises BadExpression.

    `knows` tells the names in which dashes are no minus. Where Argo's own names have such a dash all the same
    (`inputs.parameters.my-msg`), the chain is the whole of what was meant, and `minus` is set.
    """
    found: list[Chain] = []
    for chain in find_chains(parse(join_dashes(text, knows)), text):
        if not found or chain.start >= found[-1].end:
            found.append(_with_minus(chain, text))
        elif found[-1].minus and chain.end > found[-1].end:
            found[-1] = found[-1]._replace(end=chain.end, parts=(*found[-1].parts, *chain.parts[1:]))
    return tuple(found)


def _with_minus(chain: Chain, text: str) -> Chain:
    behind = _MINUS.match(text, chain.end)
    if behind is None or chain.called or chain.parts[0] not in _WITHOUT_NUMBERS or text[chain.end - 1] == "]":
        return chain
    *first, last = chain.parts
    return chain._replace(end=behind.end(), parts=(*first, last + behind[0]), minus=True)
