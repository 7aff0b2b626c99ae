"""Drop diagnostics of a sound part that only follow from what was taken out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from argogen.diagnostics import Severity
from argogen.language.recovery.gaps import WORD, Gaps, position_of
from argogen.language.recovery.losses import ITEM, NAME, ORDER
from argogen.language.resolve.step_values import BUILT_IN
from argogen.language.vocabulary import RESERVED_NAMES

if TYPE_CHECKING:
    from argogen.diagnostics import Diagnostic

_QUOTED = re.compile("'([^']*)'")
# Something is missing in the object at which they are placed, or does not fit what else the object holds.
_ABSENT = frozenset(
    {
        "missing-argument", "missing-key", "missing-field", "missing-value", "missing-name", "no-body",
        "no-source", "no-image", "no-command", "no-limits", "no-deadline", "no-pod-gc", "no-ttl", "lost-logs",
        "default-account", "may-be-root", "spot-without-retry", "endless-retry", "does-not-fit",
        "setting-on-a-call", "without-effect", "never-starts", "misplaced-field", "lost-object", "bad-cache",
        "bad-container-set", "bad-lock", "bad-manifest", "bad-metric", "bad-variable", "bad-volume",
    }
)  # fmt: skip
# A name is looked up, and not found or found to be of another kind.
_NAMES = frozenset(
    {
        "unknown-reference", "unknown-output", "unknown-parameter", "unknown-tag-name", "unknown-key-of-item",
        "unknown-argument", "unknown-component", "unknown-task", "unknown-artifact", "unknown-profile", "unknown-name",
        "unknown-root", "unknown-template-ref", "undeclared-volume", "foreign-tag", "wrong-kind", "not-yet-run",
        "item-without-loop", "skipped-output", "failed-output", "incomplete-reference", "minus-in-name",
        "list-as-one", "inline-input", "missing-edge", "unknown-result", "mixed-kinds", "self-reference",
    }
)  # fmt: skip
# Judged by the whole document: what was taken out may use the name, or end the recursion.
_WHOLE = frozenset(
    {
        "unused-parameter", "unused-volume", "unused-template", "unused-item", "unreachable-task", "unreachable-step",
        "endless-recursion",
    }
)  # fmt: skip
_EXPORTS = "workflow.outputs"  # what any step may export
# What a Context lacks because of an error.
_CONSEQUENCES = {"missing-file": frozenset({"no-command"})}
_FAILED_SUBSTITUTIONS = frozenset({"undefined-name", "bad-substitution"})
_TWICE = "duplicate-name"
_GIVEN = RESERVED_NAMES | BUILT_IN.keys()
# What cannot be judged where a whole collection is unknown.
_LOST = {
    "components": frozenset({"unknown-component"}),
    "parameters": frozenset({"unknown-parameter", "unknown-argument", "unknown-tag-name", "missing-argument"}),
    "with": frozenset({"unknown-parameter", "missing-argument", "unknown-tag-name"}),
    "entrypoint": frozenset({"unknown-component", "duplicate-name"}),
    "volumes": frozenset({"undeclared-volume"}),
    "argo": frozenset({"undeclared-volume"}),
    "profiles": frozenset({"unknown-profile"}),
    "artifacts": frozenset({"unknown-artifact", "unknown-output", "unknown-tag-name"}),
    "in": frozenset({"unknown-artifact", "unknown-tag-name", "missing-argument"}),
    "out": frozenset({"unknown-artifact", "unknown-output", "unknown-tag-name"}),
    "steps": frozenset({"unknown-reference", "foreign-tag", "unknown-tag-name", "unknown-root"}),
    "tasks": frozenset({"unknown-reference", "foreign-tag", "unknown-tag-name", "unknown-root", "unknown-task"}),
    NAME: frozenset({"unknown-reference", "foreign-tag", "unknown-tag-name", "unknown-root"}),
    ORDER: frozenset({"not-yet-run"}),
    "templates": frozenset({"unknown-component"}),
    "dag": frozenset({"unknown-tag-name", "unknown-task"}),
    "inputs": frozenset({"unknown-tag-name", "unknown-argument", "missing-argument"}),
    "outputs": frozenset({"unknown-tag-name", "unknown-output"}),
    "arguments": frozenset({"unknown-tag-name", "missing-argument"}),
    "volumeClaimTemplates": frozenset({"undeclared-volume"}),
    "for_each": frozenset({"unknown-reference", "foreign-tag", "unknown-root", "item-without-loop"}),
}


def drop_follow_ups(found: Iterable[Diagnostic], known: Sequence[Diagnostic], gaps: Gaps) -> list[Diagnostic]:
    """Return the diagnostics that rest on nothing unknown; none stands where a `known` one does."""
    taken = {position_of(diagnostic.place) for diagnostic in known}
    if any(diagnostic.code in _FAILED_SUBSTITUTIONS for diagnostic in known):
        found = [diagnostic for diagnostic in found if "${{" not in _read_underlined(diagnostic)]
    return [
        diagnostic
        for diagnostic in found
        if position_of(diagnostic.place) not in taken and not _follows(diagnostic, gaps)
    ]


def drop_repeated(found: Iterable[Diagnostic], known: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics of a Context that neither repeat nor follow from `known` ones of its references."""
    spans: dict[tuple[str, int], list[range]] = {}
    errors: list[Diagnostic] = []
    for diagnostic in known:
        spans.setdefault((diagnostic.place.file, diagnostic.place.line), []).append(_span(diagnostic))
        errors += [diagnostic] if diagnostic.severity is Severity.ERROR else []
    names = frozenset(name for error in errors for name in _read_names(error))
    names |= {word for error in errors for word in WORD.findall(_read_underlined(error))}
    lost = frozenset(code for error in errors for code in _CONSEQUENCES.get(error.code, ()))
    twice = frozenset(name for error in errors if error.code == _TWICE for name in _read_names(error))
    return [
        each
        for each in found
        if each.code not in lost
        and not (each.code == _TWICE and twice & _read_names(each))
        and not _repeats(each, spans, names)
    ]


def _repeats(diagnostic: Diagnostic, spans: Mapping[tuple[str, int], list[range]], names: frozenset[str]) -> bool:
    if diagnostic.code in _WHOLE:
        return True
    own = _span(diagnostic)
    around = spans.get((diagnostic.place.file, diagnostic.place.line), ())
    if any(own.start < span.stop and span.start < own.stop for span in around):
        return True
    return diagnostic.code in _NAMES and not names.isdisjoint(_read_names(diagnostic))


def _span(diagnostic: Diagnostic) -> range:
    """The columns that a diagnostic underlines."""
    return range(diagnostic.place.column, diagnostic.place.column + diagnostic.place.width)


def _follows(diagnostic: Diagnostic, gaps: Gaps) -> bool:
    """Whether a diagnostic may vanish once the faults are fixed."""
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
    return diagnostic.code in _NAMES and not gaps.names.isdisjoint(_read_names(diagnostic))


def _is_lost(diagnostic: Diagnostic, key: str, lines: frozenset[int]) -> bool:
    return diagnostic.code in _LOST.get(key, ()) and diagnostic.place.line in lines


def _read_missing(diagnostic: Diagnostic) -> list[str]:
    """The names of missing arguments."""
    return WORD.findall(diagnostic.message) if diagnostic.code == "missing-argument" else []


def _read_names(diagnostic: Diagnostic) -> set[str]:
    """The names in what a diagnostic underlines, and those that it quotes, but for those that Argo gives."""
    texts = (_read_tag(diagnostic), *_QUOTED.findall(diagnostic.message))
    words = {word for text in texts for word in WORD.findall(text)}
    return words if diagnostic.code == "unknown-root" else words - _GIVEN


def _read_tag(diagnostic: Diagnostic) -> str:
    """What a diagnostic underlines; inside an expression all of it, in which one name leaves another open."""
    place = diagnostic.place
    start = place.text.rfind("{{=", 0, place.column - 1)
    end = place.text.find("}}", start)
    is_inside = start >= 0 and place.column - 1 < end
    return place.text[start:end] if is_inside else _read_underlined(diagnostic)


def _read_underlined(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    return place.text[place.column - 1 : place.column - 1 + place.width]
