"""Where the `${{ … }}` of a text are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

OPENING = "${{"
_OPENING = re.compile(r"\$\$\{\{|\$\{\{")
# an expression's strings and brackets; `}}` counts only outside of both
_TOKEN = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{}]""", re.DOTALL)


class Part(NamedTuple):
    """A stretch of a text from `start` to `end`: an expression (with its braces around it), or text to keep.

    `text` is the expression, or the text that it stands for: `${{` for `$${{`. An expression without its end is not
    `closed`, and reaches to the end.
    """

    start: int
    end: int
    text: str
    is_expression: bool = False
    closed: bool = True


def split_text(text: str) -> Iterator[Part]:
    """The parts of a text, in order and without gaps."""
    at = 0
    while found := _OPENING.search(text, at):
        if at < found.start():
            yield Part(at, found.start(), text[at : found.start()])
        part = Part(*found.span(), OPENING) if found[0] != OPENING else _read_expression(text, *found.span())
        yield part
        at = part.end
    if at < len(text):
        yield Part(at, len(text), text[at:])


def _read_expression(text: str, start: int, begin: int) -> Part:
    depth, at = 0, begin
    while found := _TOKEN.search(text, at):
        at = found.end()
        if found[0] == "}" and depth == 0 and text.startswith("}", at):
            return Part(start, at + 1, text[begin : at - 1], is_expression=True)
        depth += {"{": 1, "}": -min(depth, 1)}.get(found[0], 0)
    return Part(start, len(text), text[begin:], is_expression=True, closed=False)
