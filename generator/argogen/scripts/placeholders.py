"""Replace the tags of Argo and argogen in a script by words of the same length that its language accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from argogen.argo.expressions.tags import find_tags
from argogen.scripts.script import PYTHON, SHELLS
from argogen.substitution.braces import OPENING, split_text

_WORD = re.compile(r"\w")


class Masked(NamedTuple):
    """A string with placeholders, and the numbers of the lines that have any."""

    text: str
    tagged_lines: frozenset[int]


def mask_tags(text: str, language: str) -> Masked:
    """Return the string with placeholders, which do not move anything in it."""
    spans = sorted(_list_spans(text))
    parts: list[str] = []
    end = 0
    for start, stop in spans:
        if start >= end:
            letter = _choose_letter(text, start, stop, language)
            parts += [text[end:start], re.sub(r"[^\n]", letter, text[start:stop])]
            end = stop
    return Masked("".join((*parts, text[end:])), _number_lines(text, spans))


def _list_spans(text: str) -> Iterator[tuple[int, int]]:
    if OPENING in text:
        yield from ((segment.start, segment.end) for segment in split_text(text) if segment.is_expression)
    yield from ((tag.start, tag.end) for tag in find_tags(text))


def _choose_letter(text: str, start: int, stop: int, language: str) -> str:
    """Return the letter of a placeholder: a digit for a number, an underscore for a word or a part of one."""
    is_part = bool(_WORD.match(text[start - 1 : start]) or _WORD.match(text[stop : stop + 1]))
    if language in SHELLS:
        line = text[text.rfind("\n", 0, start) + 1 : start]
        return "1" if line.count("$((") > line.count("))") and not is_part else "_"
    return "_" if language == PYTHON and is_part else "1"


def _number_lines(text: str, spans: list[tuple[int, int]]) -> frozenset[int]:
    numbers: set[int] = set()
    at, number = 0, 1
    for start, stop in spans:
        number += text.count("\n", at, start)
        at = start
        numbers.update(range(number, number + text.count("\n", start, stop) + 1))
    return frozenset(numbers)
