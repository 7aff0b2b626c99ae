"""Tells diagnostics that a sound part has anyway from those that only follow from what was taken out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from argogen.language.recovery.gaps import WORD, Gaps, Loss, position_of
from argogen.language.resolve.step_values import BUILT_IN
from argogen.language.vocabulary import RESERVED_NAMES

if TYPE_CHECKING:
    from argogen.diagnostics import Diagnostic

_QUOTED = re.compile("'([^']*)'")
# Something is missing in the object at which they are placed, or does not fit what else the object holds.
_ABSENT = frozenset(
    {
        "missing-argument", "missing-key", "missing-field", "missing-value", "missing-name", "missing-edge", "no-body",
        "no-source", "no-image", "no-command", "no-limits", "no-deadline", "no-pod-gc", "no-ttl", "lost-logs",
        "default-account", "may-be-root", "spot-without-retry", "endless-retry", "does-not-fit",
        "setting-on-a-call", "without-effect", "never-starts", "misplaced-field", "lost-object",
    }
)  # fmt: skip
# A name is looked up, and not found or found to be of another kind.
_NAMES = frozenset(
    {
        "unknown-reference", "unknown-output", "unknown-parameter", "unknown-tag-name", "unknown-key-of-item",
        "unknown-argument", "unknown-component", "unknown-task", "unknown-artifact", "unknown-profile", "unknown-name",
        "unknown-root", "unknown-template-ref", "undeclared-volume", "foreign-tag", "wrong-kind", "not-yet-run",
        "item-without-loop", "skipped-output", "failed-output", "incomplete-reference", "minus-in-name",
        "list-as-one", "inline-input", "unknown-result", "mixed-kinds", "self-reference",
    }
)  # fmt: skip
# Judged by the whole document: what was taken out may use the name, or end the recursion.
_WHOLE = frozenset(
    {
        "unused-parameter", "unused-volume", "unused-template", "unused-item", "unreachable-task", "unreachable-step",
        "endless-recursion",
    }
)  # fmt: skip
_GIVEN = RESERVED_NAMES | BUILT_IN.keys()
# What cannot be judged where a whole collection is unknown.
_LOST = {
    "components": frozenset({"unknown-component"}),
    "parameters": frozenset({"unknown-parameter", "unknown-argument", "unknown-tag-name", "missing-argument"}),
    "with": frozenset({"unknown-parameter", "missing-argument", "unknown-tag-name"}),
    "volumes": frozenset({"undeclared-volume"}),
    "profiles": frozenset({"unknown-profile"}),
    "artifacts": frozenset({"unknown-artifact", "unknown-output", "unknown-tag-name"}),
    "in": frozenset({"unknown-artifact", "unknown-tag-name", "missing-argument"}),
    "out": frozenset({"unknown-artifact", "unknown-output", "unknown-tag-name"}),
    "steps": frozenset({"unknown-reference", "foreign-tag", "unknown-tag-name", "unknown-root"}),
    "tasks": frozenset({"unknown-reference", "foreign-tag", "unknown-tag-name", "unknown-root", "unknown-task"}),
    "<name>": frozenset({"unknown-reference", "foreign-tag", "unknown-tag-name", "unknown-root"}),
    "<order>": frozenset({"not-yet-run"}),
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
    return [
        diagnostic
        for diagnostic in found
        if position_of(diagnostic.place) not in taken and not _follows(diagnostic, gaps)
    ]


def _follows(diagnostic: Diagnostic, gaps: Gaps) -> bool:
    """Whether a diagnostic may vanish once the faults are fixed."""
    position = position_of(diagnostic.place)
    if position in gaps.objects or diagnostic.code in _WHOLE:
        return True
    if any(_is_lost(diagnostic, loss) for loss in gaps.losses):
        return True
    if diagnostic.code in _ABSENT:
        is_incomplete = gaps.has_incomplete_settings or position in gaps.keys
        return is_incomplete or not gaps.names.isdisjoint(_read_missing(diagnostic))
    return diagnostic.code in _NAMES and not gaps.names.isdisjoint(_read_names(diagnostic))


def _is_lost(diagnostic: Diagnostic, loss: Loss) -> bool:
    line = diagnostic.place.line
    return diagnostic.code in _LOST.get(loss.key, ()) and line in loss.lines and line not in loss.apart


def _read_missing(diagnostic: Diagnostic) -> list[str]:
    """The names of missing arguments."""
    return WORD.findall(diagnostic.message) if diagnostic.code == "missing-argument" else []


def _read_names(diagnostic: Diagnostic) -> set[str]:
    """The names in what a diagnostic underlines, and those that it quotes, but for those that Argo gives."""
    place = diagnostic.place
    underlined = place.text[place.column - 1 : place.column - 1 + place.width]
    texts = (underlined, *_QUOTED.findall(diagnostic.message))
    return {word for text in texts for word in WORD.findall(text)} - _GIVEN
