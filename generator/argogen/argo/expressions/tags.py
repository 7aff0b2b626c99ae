"""Argo's tags: `{{ … }}` with a name in it, `{{=…}}` with an expression.

Argo ends a tag at the first `}}`, and looks into a tag for another one first, so that the inner one of
`{{inputs.parameters.{{item}}}}` is found (util/template/simple_template.go). An expression begins right behind the
braces: `{{ =x}}` is a name to Argo, and an undefined one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TAG = re.compile(r"\{\{(=(?:[^}]|\}(?!\}))*|(?:(?!\{\{|\}\}).)*)\}\}", re.DOTALL)
MASK = "\u3031"  # a letter that no word is written with


class Tag(NamedTuple):
    """A tag in a text, from `start` to `end`, and what stands between its braces."""

    start: int
    end: int
    body: str

    @property
    def is_expression(self) -> bool:
        """Whether Argo evaluates it as an expression."""
        return self.body.startswith("=")


def find_tags(text: str) -> tuple[Tag, ...]:
    """Return the tags of a text, in order; of nested tags, the inner one."""
    if "{{" not in text:
        return ()
    return tuple(Tag(tag.start(), tag.end(), tag[1]) for tag in _TAG.finditer(text))


def find_unclosed(text: str) -> int | None:
    """Return the offset of an unclosed tag, None if there is none."""
    if text.count("{{") <= text.count("}}"):
        return None
    at = mask_tags(text).find("{{")
    return at if at >= 0 else None


def mask_tags(text: str) -> str:
    """Return the text with every tag replaced by a run of one letter, MASK: all other offsets stay."""
    before = ""
    while before != text:
        before, text = text, _TAG.sub(lambda tag: MASK * len(tag[0]), text)
    return text
