"""Apply comments that suppress diagnostics: `# argogen: ignore[AG401]`, with codes or names separated by commas.

A comment at the end of a line applies to that line, a comment on a separate line to the next line that is not a
comment. If that line opens a block scalar, the comment applies to the whole block, which cannot contain comments.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, Place, Severity
from argogen.linter.registry import BUILT_IN, RuleTable
from argogen.suggestions import suggest
from argogen.yaml.text import SourceText

_MARK = "argogen:"
_COMMENT = re.compile(r"(#\s*argogen:\s*ignore\b)(?:\s*(\[))?")
_NAME = re.compile(r"[^,\s]+")
_OPENS_BLOCK = re.compile(r"(?:^|[\s:-])[|>][-+0-9]*\s*(?:#.*)?$")


class Suppression(NamedTuple):
    """A rule that a comment suppresses on the lines from `first` to `last`; `at` is the index of its name."""

    rule: str
    first: int
    last: int
    at: int
    width: int


class Suppressions:
    """The suppression comments of a source, and the lines on which each rule has been suppressed."""

    def __init__(self, source: SourceText, table: RuleTable = BUILT_IN) -> None:
        self._source = source
        self._table = table
        self._entries = list(_find_entries(source, table)) if _MARK in source.text else []
        self._ranges = _join_ranges(self._entries)
        self._suppressed: dict[str, set[int]] = {}

    def suppresses(self, diagnostic: Diagnostic) -> bool:
        """Whether a comment suppresses this diagnostic."""
        if diagnostic.place.file != self._source.file:
            return False
        line = diagnostic.place.line
        firsts, lasts = self._ranges.get(diagnostic.code, ((), ()))
        index = bisect_right(firsts, line) - 1
        found = index >= 0 and line <= lasts[index]
        if found:
            self._suppressed.setdefault(diagnostic.code, set()).add(line)
        return found

    def find_errors(self, enabled: Container[str]) -> Iterator[Diagnostic]:
        """Yield unknown rules, and unused suppressions of enabled rules."""
        suppressed = {rule: sorted(lines) for rule, lines in self._suppressed.items()}
        for entry in self._entries:
            if entry.rule and (entry.rule not in enabled or _reaches(entry, suppressed.get(entry.rule, ()))):
                continue
            place = self._source.place_at(entry.at, entry.width)
            if not entry.rule:
                written = self._source.text[entry.at : entry.at + entry.width]
                yield _report_unknown(written, place, self._table)
            else:
                message = f"unused suppression of '{entry.rule}'"
                yield Diagnostic("unused-suppression", message, place, "remove it", Severity.NOTE)


def drop_suppressed(diagnostics: Iterable[Diagnostic], source: SourceText, table: RuleTable) -> list[Diagnostic]:
    """Return the diagnostics that no comment suppresses."""
    suppressions = Suppressions(source, table)
    return [diagnostic for diagnostic in diagnostics if not suppressions.suppresses(diagnostic)]


def _join_ranges(entries: Iterable[Suppression]) -> Mapping[str, tuple[list[int], list[int]]]:
    """Return the first and last lines of the ranges in which each rule is suppressed, merged where they overlap."""
    joined: dict[str, tuple[list[int], list[int]]] = {}
    for rule, first, last, *_ in sorted(entries):
        firsts, lasts = joined.setdefault(rule, ([], []))
        if lasts and first <= lasts[-1]:
            lasts[-1] = max(last, lasts[-1])
        else:
            firsts.append(first)
            lasts.append(last)
    return joined


def _reaches(entry: Suppression, lines: Sequence[int]) -> bool:
    """Whether one of the sorted lines is in the range of an entry."""
    index = bisect_left(lines, entry.first)
    return index < len(lines) and lines[index] <= entry.last


def _report_unknown(written: str, place: Place, table: RuleTable) -> Diagnostic:
    hint = suggest(written, table.index, "use ignore[AG401] or ignore[undeclared-volume]")
    message = "suppression comment names no rule" if written[:1] == "#" else f"unknown rule '{written}'"
    return Diagnostic("unknown-rule", message, place, hint)


def _find_entries(source: SourceText, table: RuleTable) -> Iterator[Suppression]:
    reaches = _find_reaches(source)
    for start, end, names in _find_comments(source.text):
        first, last = reaches[source.number_at(start)]
        if names is None:
            yield Suppression("", first, last, start, end - start)
            continue
        for name in _NAME.finditer(source.text, *names):
            rule = table.find(name[0])
            yield Suppression(rule.name if rule else "", first, last, name.start(), len(name[0]))


def _find_comments(text: str) -> Iterator[tuple[int, int, tuple[int, int] | None]]:
    """Yield the span of each comment up to its names, and the span of the names, None without brackets.

    The brackets must close on the same line; a missing bracket is searched for only once.
    """
    at, closing, line_end = 0, -1, -1
    while comment := _COMMENT.search(text, at):
        at = comment.end(1)
        names = comment.end()
        if comment[2]:
            closing = _find_from(text, "]", names, closing)
            line_end = _find_from(text, "\n", names, line_end)
        if not comment[2] or closing > line_end or closing == len(text):
            yield *comment.span(1), None
        else:
            at = closing + 1
            yield *comment.span(1), (names, closing)


def _find_from(text: str, wanted: str, start: int, known: int) -> int:
    """Return the index of a substring from an index on, or the length; `known` is the result for an earlier index."""
    if known >= start:
        return known
    found = text.find(wanted, start)
    return len(text) if found < 0 else found


def _find_reaches(source: SourceText) -> Sequence[tuple[int, int]]:
    """Return the first and last line to which a comment on each line applies, by line number; entry 0 is unused."""
    count = len(source.line_starts)
    reaches = [(0, 0)] * (count + 1)
    content = (0, 0)  # the lines to which a comment above the next content line applies
    outer: list[tuple[int, int]] = []  # the lines below with decreasing indentation, with their indentation
    for number in range(count, 0, -1):
        line = source.line(number)
        text = line.lstrip()
        indent = len(line) - len(text)
        while text and outer and outer[-1][0] > indent:
            outer.pop()
        is_block = bool(text) and _OPENS_BLOCK.search(line) is not None
        reaches[number] = (number, (outer[-1][1] if outer else count + 1) - 1 if is_block else number)
        if text:
            outer.append((indent, number))
        if text.startswith("#"):
            reaches[number] = content if content[0] else reaches[number]
        elif text:
            content = reaches[number]
    return reaches
