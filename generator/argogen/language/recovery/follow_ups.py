"""Drop diagnostics of the valid part of a document that are consequences of removed fragments."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from argogen.diagnostics import Severity
from argogen.language.recovery.gaps import WORD, Gaps, position_of
from argogen.language.recovery.losses import ITEM, LOST
from argogen.language.resolve.step_values import BUILT_IN
from argogen.language.vocabulary import RESERVED_NAMES

if TYPE_CHECKING:
    from argogen.diagnostics import Diagnostic, Place

_EXPRESSION = re.compile(r"\{\{=")
_QUOTED = re.compile("'([^']*)'")
# The object at the place lacks a key, or has keys that are incompatible.
_ABSENT = frozenset(
    {
        "missing-argument", "missing-key", "missing-field", "missing-value", "missing-name", "missing-body",
        "missing-source", "missing-image", "missing-command", "missing-resource-limits", "missing-deadline",
        "missing-pod-gc", "missing-ttl", "unarchived-logs", "default-service-account", "possible-root-user",
        "spot-pod-without-retry", "unlimited-retry", "inapplicable-key", "setting-on-call", "ineffective-setting",
        "unsatisfiable-schedule", "misplaced-field", "object-not-aggregated", "invalid-memoization",
        "invalid-container-set", "invalid-synchronization", "invalid-resource-manifest", "invalid-metric",
        "invalid-env-var", "invalid-volume", "missing-object-name",
    }
)  # fmt: skip
# A name is unknown, or refers to an object of the wrong kind.
_NAMES = frozenset(
    {
        "unknown-reference", "unknown-output", "unknown-parameter", "unknown-tag-variable", "unknown-item-key",
        "unknown-argument", "unknown-component", "unknown-task", "unknown-artifact", "unknown-profile",
        "unknown-expression-variable", "unknown-variable-prefix", "unknown-template-ref", "undeclared-volume",
        "unrecognized-tag", "unsupported-reference", "output-not-yet-available", "item-without-loop",
        "output-of-skipped-step", "output-of-failed-step", "incomplete-reference", "unescaped-dash",
        "aggregate-compared-as-scalar", "shadowed-inline-input", "missing-dependency", "unknown-task-result",
        "incompatible-types", "self-reference",
    }
)  # fmt: skip
# Depend on the whole document: a removed fragment can use the name, end the recursion, or be the call with the value.
_WHOLE = frozenset(
    {
        "code-injection", "unexpected-result",
        "unused-parameter", "unused-volume", "unused-template", "unused-item", "unreachable-task", "unreachable-node",
        "unconditional-recursion",
    }
)  # fmt: skip
_EXPORTS = "workflow.outputs"  # can be exported by any step
# Follow-up codes of an error, because of which a Context is incomplete.
_CONSEQUENCES = {"missing-file": frozenset({"missing-command"})}
_FAILED_SUBSTITUTIONS = frozenset({"undefined-name", "invalid-substitution"})
_DUPLICATE = "duplicate-name"
_BUILT_IN = RESERVED_NAMES | BUILT_IN.keys()


def drop_follow_ups(found: Iterable[Diagnostic], known: Sequence[Diagnostic], gaps: Gaps) -> list[Diagnostic]:
    """Return the diagnostics that do not depend on gaps, except those at the places of `known` diagnostics."""
    taken = {position_of(diagnostic.place) for diagnostic in known}
    reader = _NameReader()
    if any(diagnostic.code in _FAILED_SUBSTITUTIONS for diagnostic in known):
        found = [diagnostic for diagnostic in found if "${{" not in _read_underlined(diagnostic)]
    return [
        diagnostic
        for diagnostic in found
        if position_of(diagnostic.place) not in taken and not _follows(diagnostic, gaps, reader)
    ]


def drop_repeated(found: Iterable[Diagnostic], known: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics of a Context except duplicates and follow-ups of `known` diagnostics."""
    reader, underlined = _NameReader(), _Underlined(known)
    errors = [diagnostic for diagnostic in known if diagnostic.severity is Severity.ERROR]
    names = {name for error in errors for name in reader.read_names(error)}
    names |= {word for error in errors for word in WORD.findall(_read_underlined(error))}
    lost = frozenset(code for error in errors for code in _CONSEQUENCES.get(error.code, ()))
    duplicates = frozenset(name for error in errors if error.code == _DUPLICATE for name in reader.read_names(error))
    return [
        each
        for each in found
        if each.code not in lost | _WHOLE
        and not (each.code == _DUPLICATE and duplicates & reader.read_names(each))
        and not underlined.overlaps(each)
        and not (each.code in _NAMES and not names.isdisjoint(reader.read_names(each)))
    ]


class _Underlined:
    """The columns that diagnostics underline, by file and line, as starts and ends of disjoint spans."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self._spans: dict[tuple[str, int], tuple[list[int], list[int]]] = {}
        for file, line, first, width in sorted(diagnostic.place[:4] for diagnostic in diagnostics):
            firsts, ends = self._spans.setdefault((file, line), ([], []))
            if ends and first < ends[-1]:
                ends[-1] = max(ends[-1], first + width)
            else:
                firsts.append(first)
                ends.append(first + width)

    def overlaps(self, diagnostic: Diagnostic) -> bool:
        """Return whether a diagnostic underlines some of these columns."""
        file, line, first, width, _ = diagnostic.place
        firsts, ends = self._spans.get((file, line), ((), ()))
        index = bisect_left(firsts, first + width) - 1
        return index >= 0 and first < ends[index]


def _follows(diagnostic: Diagnostic, gaps: Gaps, reader: _NameReader) -> bool:
    """Return whether a diagnostic can be a consequence of gaps."""
    position = position_of(diagnostic.place)
    underlined = _read_underlined(diagnostic)
    if position in gaps.objects or diagnostic.code in _WHOLE or _EXPORTS in underlined:
        return True
    if position in gaps.keys and diagnostic.code in _ABSENT:
        return True
    if any(_is_lost(diagnostic, key, lines) for key, lines in gaps.lost.items()):
        return True
    if diagnostic.place.line in gaps.lost.get(ITEM, ()) and "item" in WORD.findall(_read_underlined(diagnostic)):
        return True
    if diagnostic.code in _ABSENT:
        return gaps.has_incomplete_settings or not gaps.names.isdisjoint(_read_missing(diagnostic))
    return diagnostic.code in _NAMES and not gaps.names.isdisjoint(reader.read_names(diagnostic))


def _is_lost(diagnostic: Diagnostic, key: str, lines: frozenset[int]) -> bool:
    return diagnostic.code in LOST.get(key, ()) and diagnostic.place.line in lines


def _read_missing(diagnostic: Diagnostic) -> list[str]:
    """Return the names of missing arguments."""
    return WORD.findall(diagnostic.message) if diagnostic.code == "missing-argument" else []


class _NameReader:
    """Reads the names in diagnostics; each line is searched for expressions once."""

    def __init__(self) -> None:
        self._expressions: dict[str, tuple[list[int], list[int]]] = {}

    def read_names(self, diagnostic: Diagnostic) -> set[str]:
        """Return the names that a diagnostic underlines or quotes, except built-in names of Argo."""
        texts = (self._read_tag(diagnostic.place), *_QUOTED.findall(diagnostic.message))
        words = {word for text in texts for word in WORD.findall(text)}
        return words if diagnostic.code == "unknown-variable-prefix" else words - _BUILT_IN

    def _read_tag(self, place: Place) -> str:
        """Return the underlined characters, or the whole expression around them, whose names depend on each other."""
        if place.text not in self._expressions:
            self._expressions[place.text] = _list_expressions(place.text)
        begin = place.column - 1
        starts, ends = self._expressions[place.text]
        number = bisect_right(starts, begin - len("{{=")) - 1
        is_inside = number >= 0 and begin < ends[number]
        return place.text[starts[number] : ends[number]] if is_inside else place.text[begin : begin + place.width]


def _list_expressions(line: str) -> tuple[list[int], list[int]]:
    """Return the starts of expression tags on a line, and their ends, at most at the start of the next one."""
    starts = [found.start() for found in _EXPRESSION.finditer(line)]
    ends: list[int] = []
    end = 0
    for start, following in zip(starts, (*starts[1:], len(line)), strict=False):
        end = line.find("}}", start) if 0 <= end <= start else end
        ends.append(min(end, following) if end >= 0 else following)
    return starts, ends


def _read_underlined(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    return place.text[place.column - 1 : place.column - 1 + place.width]
