"""What is wrong with someone's input: data first, text last.

Every stage reports `Diagnostic` values; only the command line prints them. A stage that cannot go on raises
`InvalidInputError` with all the diagnostics that it has, so that one run reports everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from argogen.catalogue import RULES
from argogen.severity import Severity as Severity

_WIDEST = 160
# What a terminal would obey, or turn around, instead of showing it: pictures of the controls, as wide as they are.
_SHOWN = {code: 0x2400 + code for code in range(32)} | {127: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
_SHOWN |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)


class Place(NamedTuple):
    """A place in a text that a person wrote.

    `line` and `column` count from 1, in characters; `width` is the number of characters to underline on that line;
    `text` is the whole source line without its line end, empty where there is none to show. `line` 0 means the file as
    a whole.
    """

    file: str
    line: int = 0
    column: int = 0
    width: int = 1
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Diagnostic(NamedTuple):
    """One thing wrong: a stable kebab-case `code`, what it is, where, and what to do next (`hint`).

    `code` is the name of the rule, if there is one, and `rule_code` its code, such as "AG401". Before the public API
    returns a diagnostic, only a rule of an installed package has its code there, for that of a built-in one is in the
    catalogue. `fix` is the text to write instead of what the place underlines, where there is one right answer.
    """

    code: str
    message: str
    place: Place
    hint: str = ""
    severity: Severity = Severity.ERROR
    fix: str | None = None
    rule_code: str = ""


class InvalidInputError(Exception):
    """Someone's input cannot be used; `diagnostics` says why, in the order in which they were found."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(f"{d.place}: {d.message}" for d in self.diagnostics))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them keeps a manifest from being written."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def in_reading_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Each once, by file and place, as a person would walk through their files."""
    return sorted(dict.fromkeys(diagnostics), key=lambda d: (d.place.file, d.place.line, d.place.column))


def format_text(diagnostic: Diagnostic) -> str:
    """The form for people: a line that editors can jump to, the source line, a caret and the hint."""
    head = f"{diagnostic.place}: {diagnostic.severity.value}[{full_name(diagnostic)}]: {diagnostic.message}"
    return "\n".join(line.translate(_SHOWN) for line in (head, *_excerpt(diagnostic)))


def full_name(diagnostic: Diagnostic) -> str:
    """Its name, and before it the number of the rule if it is one: `AG401 undeclared-volume`."""
    code = find_code(diagnostic)
    return diagnostic.code if code == diagnostic.code else f"{code} {diagnostic.code}"


def find_code(diagnostic: Diagnostic) -> str:
    """Return the code of its rule; of any other diagnostic the name, which is all that it has."""
    return find_rule_code(diagnostic) or diagnostic.code


def find_rule_code(diagnostic: Diagnostic) -> str:
    """Return the code of its rule; "" for any other diagnostic."""
    rule = RULES.get(diagnostic.code)
    return rule.code if rule else diagnostic.rule_code


def _excerpt(diagnostic: Diagnostic) -> Iterator[str]:
    place = diagnostic.place
    if place.line and place.text:
        shown, column = _window(place.text.replace("\t", " "), place.column)  # a tab would move the caret
        gutter = f"{place.line:5d} | "
        margin = " " * (len(gutter) - 2) + "| "
        underline = " " * (column - 1) + "^" * max(1, min(place.width, len(shown) - column + 1))
        yield gutter + shown
        yield f"{margin}{underline} {diagnostic.hint}".rstrip()
    elif diagnostic.hint:
        yield f"      {diagnostic.hint}"


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of a long line around a column, and that column in it."""
    if len(line) <= _WIDEST:
        return line, column
    start = max(0, min(column - _WIDEST // 2, len(line) - _WIDEST))
    before, after = "…" if start else "", "…" if start + _WIDEST < len(line) else ""
    return f"{before}{line[start : start + _WIDEST]}{after}", column - start + len(before)
