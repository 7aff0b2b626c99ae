"""The error at which the YAML parser stops, and diagnostics for it."""

from __future__ import annotations

from typing import NamedTuple

import yaml

from argogen.diagnostics import Diagnostic
from argogen.yaml.text import SourceText

_LONGEST = 60


class ParserError(NamedTuple):
    """An error of the parser.

    `problem` is the parser's message, `stop` the index at which it stopped, and `start` the beginning of the
    construct that it was reading, the same as `stop` if the parser does not report it.
    """

    source: SourceText
    problem: str
    stop: int
    start: int

    @property
    def line(self) -> str:
        """The line at which the parser stopped."""
        return self.source.place_at(self.stop).text

    @property
    def offset(self) -> int:
        """The offset in that line."""
        return self.source.place_at(self.stop).column - 1

    @property
    def line_start(self) -> int:
        """The index of the first character of that line."""
        return self.stop - self.offset


def read_parser_error(source: SourceText, error: yaml.MarkedYAMLError) -> ParserError:
    """Return an error of PyYAML with indices in the source."""
    last = len(source.text)
    index = min(error.problem_mark.index, last) if error.problem_mark else 0
    start = min(error.context_mark.index, last) if error.context_mark else index
    return ParserError(source, f"{error.problem} {error.context or ''}".strip(), index, start)


def diagnose(
    source: SourceText,
    index: int,
    width: int,
    message: str,
    hint: str = "",
    code: str = "invalid-yaml",
    fix: str | None = None,
) -> Diagnostic:
    """Return a diagnostic for `width` characters from `index` on."""
    return Diagnostic(code, message, source.place_at(index, width), hint, fix=fix)


def shorten(text: str) -> str:
    """Return a source text for a message, cut if it is long."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
