"""Find the `${{ … }}` expressions of a string."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

OPENING = "${{"
_OPENING = re.compile(r"\$\$\{\{|\$\{\{")
# strings and braces of an expression; a `}}` within them does not end it
_TOKEN = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{}]""", re.DOTALL)


class Segment(NamedTuple):
    """A segment of a string from `start` to `end`: an expression, with its braces, or literal text.

    `text` is the expression, or the literal text: `${{` for `$${{`. An unclosed expression extends to the end.
    """

    start: int
    end: int
    text: str
    is_expression: bool = False
    is_closed: bool = True


def split_text(text: str) -> Iterator[Segment]:
    """Yield the segments of a string, in order and without gaps."""
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
