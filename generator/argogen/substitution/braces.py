"""Find the `${{ … }}` of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

OPENING = "${{"
_OPENING = re.compile(r"\$\$\{\{|\$\{\{")
# an expression's strings and brackets; `}}` counts only outside of both
_TOKEN = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{}]""", re.DOTALL)


class Segment(NamedTuple):
    """A piece of a text from `start` to `end`: an expression (with its braces around it), or text to keep.

    `text` is the expression, or the literal text: `${{` for `$${{`. An unclosed expression
    reaches to the end.
    """

    start: int
    end: int
    text: str
    is_expression: bool = False
    is_closed: bool = True


def split_text(text: str) -> Iterator[Segment]:
    """Yield the segments of a text, in order and without gaps."""
    at = 0
    while found := _OPENING.search(text, at):
        if at < found.start():
            yield Segment(at, found.start(), text[at : found.start()])
        segment = Segment(*found.span(), OPENING) if found[0] != OPENING else _read_expression(text, *found.span())
        yield segment
        at = segment.end
    if at < len(text):
        yield Segment(at, len(text), text[at:])


def _read_expression(text: str, start: int, begin: int) -> Segment:
    depth, at = 0, begin
    while found := _TOKEN.search(text, at):
        at = found.end()
        if found[0] == "}" and depth == 0 and text.startswith("}", at):
            return Segment(start, at + 1, text[begin : at - 1], is_expression=True)
        depth += {"{": 1, "}": -min(depth, 1)}.get(found[0], 0)
    return Segment(start, len(text), text[begin:], is_expression=True, is_closed=False)
