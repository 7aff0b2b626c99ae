"""Diagnostics as data, and their text form.

All stages report `Diagnostic` values; only the command line prints them. A stage that cannot continue raises
`InvalidInputError` with all its diagnostics, so that one run reports all errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from argogen.catalogue import RULES
from argogen.records import TupleRecord
from argogen.severity import Severity as Severity

_WIDEST = 160
# Control characters, also bidirectional ones, are replaced with visible characters of the same width.
_SHOWN = {code: 0x2400 + code for code in range(32)} | {127: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
_SHOWN |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)


class Place(TupleRecord):
    """A place in a source file.

    `line` and `column` count from 1, in characters; `width` is the number of characters to underline on the line;
    `text` is the source line without its line end, or "" if no line is shown. `line` is 0 for the whole file.
    """

    file: str
    line: int = 0
    column: int = 0
    width: int = 1
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Diagnostic(TupleRecord):
    """A diagnostic: a stable kebab-case `code`, the message, its place, and the next step (`hint`).

    `code` is the name of the rule, if a rule reports it, and `rule_code` its code, such as "AG401". Before the public
    API returns a diagnostic, `rule_code` is only set for rules of installed packages, because the codes of built-in
    rules are in the catalogue. `fix` is the replacement of the underlined characters, if it is unambiguous.
    """

    code: str
    message: str
    place: Place
    hint: str = ""
    severity: Severity = Severity.ERROR
    fix: str | None = None
    rule_code: str = ""


class InvalidInputError(Exception):
    """Invalid input; `diagnostics` are its errors, in the order in which they were found."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(f"{d.place}: {d.message}" for d in self.diagnostics))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Return whether any of the diagnostics is an error, which prevents a manifest from being written."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def in_reading_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics without duplicates, sorted by file and place."""
    return sorted(dict.fromkeys(diagnostics), key=lambda d: (d.place.file, d.place.line, d.place.column))


def write_in_one_line(text: str) -> str:
    """Return a string with escapes for line breaks and other characters that cannot be printed, for messages."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def format_text(diagnostic: Diagnostic) -> str:
    """Return a diagnostic for people: a line with the place and the message, the source line, carets and the hint."""
    head = f"{diagnostic.place}: {diagnostic.severity.value}[{full_name(diagnostic)}]: {diagnostic.message}"
    return "\n".join(line.translate(_SHOWN) for line in (head, *_excerpt(diagnostic)))


def full_name(diagnostic: Diagnostic) -> str:
    """Return the code of the rule and the name of a diagnostic, `AG401 undeclared-volume`, or only the name."""
    code = find_code(diagnostic)
    return diagnostic.code if code == diagnostic.code else f"{code} {diagnostic.code}"


def find_code(diagnostic: Diagnostic) -> str:
    """Return the code of the rule of a diagnostic; without a rule, its name."""
    return find_rule_code(diagnostic) or diagnostic.code


def find_rule_code(diagnostic: Diagnostic) -> str:
    """Return the code of the rule of a diagnostic; "" without a rule."""
    rule = RULES.get(diagnostic.code)
    return rule.code if rule else diagnostic.rule_code


def _excerpt(diagnostic: Diagnostic) -> Iterator[str]:
    place = diagnostic.place
    if place.line and place.text:
        shown, column = _window(place.text, place.column)
        shown = shown.replace("\t", " ")  # a tab would shift the carets
        gutter = f"{place.line:5d} | "
        margin = " " * (len(gutter) - 2) + "| "
        underline = " " * (column - 1) + "^" * max(1, min(place.width, len(shown) - column + 1))
        yield gutter + shown
        yield f"{margin}{underline} {diagnostic.hint}".rstrip()
    elif diagnostic.hint:
        yield f"      {diagnostic.hint}"


def _window(line: str, column: int) -> tuple[str, int]:
    """Return the part of a long line around a column, and the column in that part."""
    if len(line) <= _WIDEST:
        return line, column
    start = max(0, min(column - _WIDEST // 2, len(line) - _WIDEST))
    before, after = "…" if start else "", "…" if start + _WIDEST < len(line) else ""
    return f"{before}{line[start : start + _WIDEST]}{after}", column - start + len(before)
