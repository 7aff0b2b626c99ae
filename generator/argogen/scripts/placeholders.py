"""Replace the tags of Argo and argogen in a script by words of the same length that its language accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from argogen.argo.expressions.tags import find_tags, list_unclosed
from argogen.scripts.script import PYTHON, SHELLS
from argogen.substitution.braces import OPENING, split_text

_WORD = re.compile(r"\w")


class Masked(NamedTuple):
    """A string with placeholders, and the numbers of the lines that have any."""

    text: str
    tagged_lines: frozenset[int]


def mask_tags(text: str, language: str) -> Masked:
    """Return the string with placeholders, which do not move anything in it."""
    spans = sorted([*_list_spans(text), *(_list_unclosed(text) if language in SHELLS else ())])
    parts: list[str] = []
    end, arithmetic = 0, _Arithmetic(text)
    for start, stop in spans:
        if start >= end:
            is_number = language not in SHELLS or arithmetic.contains(start)
            letter = _choose_letter(text, start, stop, language, is_number=is_number)
            parts += [text[end:start], re.sub(r"[^\n]", letter, text[start:stop])]
            end = stop
    return Masked("".join((*parts, text[end:])), _number_lines(text, spans))


def _list_spans(text: str) -> Iterator[tuple[int, int]]:
    if OPENING in text:
        yield from ((segment.start, segment.end) for segment in split_text(text) if segment.is_expression)
    yield from ((tag.start, tag.end) for tag in find_tags(text))


def _list_unclosed(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of braces that open no tag: on a few of them in `"$( )"`, shellcheck does not end."""
    yield from ((start, start + len("{{")) for start in list_unclosed(text))


def _choose_letter(text: str, start: int, stop: int, language: str, *, is_number: bool) -> str:
    """Return the letter of a placeholder: a digit for a number, an underscore for a word or a part of one."""
    is_part = bool(_WORD.match(text[start - 1 : start]) or _WORD.match(text[stop : stop + 1]))
    is_word = is_part and (language in SHELLS or language == PYTHON)
    return "1" if is_number and not is_word else "_"


class _Arithmetic:
    """Arithmetic in a shell script, for positions in ascending order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = self._depth = 0

    def contains(self, position: int) -> bool:
        """Return whether more `$((` than `))` are before this position on its line."""
        newline = self._text.rfind("\n", self._at, position)
        if newline >= 0:
            self._at, self._depth = newline + 1, 0
        count = self._text.count
        self._depth += count("$((", self._at, position) - count("))", self._at, position)
        self._at = position
        return self._depth > 0


def _number_lines(text: str, spans: list[tuple[int, int]]) -> frozenset[int]:
    numbers: set[int] = set()
    at, number = 0, 1
    for start, stop in spans:
        number += text.count("\n", at, start)
        at = start
        numbers.update(range(number, number + text.count("\n", start, stop) + 1))
    return frozenset(numbers)
