"""Comments that suppress diagnostics: `# argogen: ignore[AG401]`, by code or name, several with commas between.

One at the end of a line applies to that line; one on a line of its own to the next line that is not a comment. Where
that line opens a block of text, it applies to the whole block, for there can be no comments in that.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, Place, Severity
from argogen.linter.registry import BUILT_IN, RuleTable
from argogen.suggestions import suggest
from argogen.yaml.text import SourceText

_MARK = "argogen:"
_COMMENT = re.compile(r"#\s*argogen:\s*ignore\b(?:\s*\[([^\]\n]*)\])?")
_OPENS_BLOCK = re.compile(r"(?:^|[\s:-])[|>][-+0-9]*\s*(?:#.*)?$")


class Suppression(NamedTuple):
    """A rule that a comment suppresses on the lines from `first` to `last`; `at` is where it is named."""

    rule: str
    first: int
    last: int
    at: int
    width: int


class Suppressions:
    """The comments of a source; remembers which of them have suppressed something."""

    def __init__(self, source: SourceText, table: RuleTable = BUILT_IN) -> None:
        self._source = source
        self._table = table
        self._entries = list(_find_entries(source, table)) if _MARK in source.text else []
        self._on_line: dict[int, list[Suppression]] = {}
        for entry in self._entries:
            for line in range(entry.first, entry.last + 1):
                self._on_line.setdefault(line, []).append(entry)
        self._used: set[Suppression] = set()

    def suppresses(self, diagnostic: Diagnostic) -> bool:
        """Whether a comment suppresses this diagnostic."""
        if diagnostic.place.file != self._source.file:
            return False
        found = [entry for entry in self._on_line.get(diagnostic.place.line, ()) if entry.rule == diagnostic.code]
        self._used.update(found)
        return bool(found)

    def find_faults(self, enabled: Container[str]) -> Iterator[Diagnostic]:
        """Yield names without a rule, and comments that have suppressed nothing although their rule is enabled."""
        for entry in self._entries:
            place = self._source.place_at(entry.at, entry.width)
            written = self._source.text[entry.at : entry.at + entry.width]
            if not entry.rule:
                yield _report_unknown(written, place, self._table)
            elif entry not in self._used and entry.rule in enabled:
                message = f"nothing here breaks '{entry.rule}'"
                yield Diagnostic("unused-ignore", message, place, "take it out", Severity.NOTE)


def drop_suppressed(diagnostics: Iterable[Diagnostic], source: SourceText, table: RuleTable) -> list[Diagnostic]:
    """Return the diagnostics that no comment suppresses."""
    suppressions = Suppressions(source, table)
    return [diagnostic for diagnostic in diagnostics if not suppressions.suppresses(diagnostic)]


def _report_unknown(written: str, place: Place, table: RuleTable) -> Diagnostic:
    hint = suggest(written, table.rules, "write ignore[AG401] or ignore[undeclared-volume]")
    message = "it is not said which rule to ignore" if written[:1] == "#" else f"there is no rule '{written}'"
    return Diagnostic("unknown-rule", message, place, hint)


def _find_entries(source: SourceText, table: RuleTable) -> Iterator[Suppression]:
    lines = _list_lines(source)
    for comment in _COMMENT.finditer(source.text):
        number = source.place_at(comment.start()).line
        first, last = _reach(source, lines[number])
        if comment[1] is None:
            yield Suppression("", first, last, comment.start(), len(comment[0]))
            continue
        for name in re.finditer(r"[^,\s]+", comment[1]):
            index = comment.start(1) + name.start()
            rule = table.find(name[0])
            yield Suppression(rule.name if rule else "", first, last, index, len(name[0]))


def _list_lines(source: SourceText) -> list[int]:
    """Return for each line the number of the line to which a comment on it applies; the first entry is for no line."""
    numbers = list(range(len(source.line_starts) + 1))
    content = 0  # the next line that is neither blank nor a comment
    for number in reversed(numbers[1:]):
        line = source.line(number).lstrip()
        if line.startswith("#"):
            numbers[number] = content or number
        elif line:
            content = number
    return numbers


def _reach(source: SourceText, number: int) -> tuple[int, int]:
    """Return the first and last line that a comment applies to that is about a line."""
    count = len(source.line_starts)
    if not _OPENS_BLOCK.search(source.line(number)):
        return number, number
    indent = _indent(source.line(number))
    inside = (n for n in range(number + 1, count + 1) if source.line(n).strip() and _indent(source.line(n)) <= indent)
    return number, next(inside, count + 1) - 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
