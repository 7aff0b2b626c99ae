"""Argo's tags: `{{ … }}` with a name in it, `{{=…}}` with an expression.

Argo ends a tag at the first `}}`, and looks into a tag for another one first, so that the inner one of
`{{inputs.parameters.{{item}}}}` is found (util/template/simple_template.go). An expression begins right behind the
braces: `{{ =x}}` is a name to Argo, and one that nobody has.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TAG = re.compile(r"\{\{(=(?:[^}]|\}(?!\}))*|(?:(?!\{\{|\}\}).)*)\}\}", re.DOTALL)
MASK = "\u3031"  # a letter of which nobody writes words


class Tag(NamedTuple):
    """A tag in a text, from `start` to `end`, and what stands between its braces."""

    start: int
    end: int
    body: str

    @property
    def is_expression(self) -> bool:
        """Whether Argo evaluates it."""
        return self.body.startswith("=")


def find_tags(text: str) -> tuple[Tag, ...]:
    """The tags of a text, in order; of one in another, the inner one."""
    if "{{" not in text:
        return ()
    return tuple(Tag(tag.start(), tag.end(), tag[1]) for tag in _TAG.finditer(text))


def find_unclosed(text: str) -> int | None:
    """The offset of a tag that nothing closes, None if there is none."""
    if text.count("{{") <= text.count("}}"):
        return None
    at = mask_tags(text).find("{{")
    return at if at >= 0 else None


def mask_tags(text: str) -> str:
    """The text with a run of one letter, MASK, instead of every tag: all other offsets stay."""
    before = ""
    while before != text:
        before, text = text, _TAG.sub(lambda tag: MASK * len(tag[0]), text)
    return text
