"""The edits of a source that fix diagnostics, and the source with these edits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, Place, Severity
from argogen.suggestions import AS_WRITTEN, Suggestion
from argogen.yaml.text import SourceText

# Numbers and booleans that mean the same in every version of YAML.
_QUOTABLE = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?|true|false")
# Suggestions of warnings and notes that are safe fixes; in other cases, the manifest may be meant as it is.
_SURE = frozenset({"unknown-variable-prefix", "implicit-string-conversion", "deprecated-field", "unknown-operator"})


class Edit(NamedTuple):
    """A replacement for the characters between two indices of a source."""

    start: int
    end: int
    text: str


def list_edits(source: SourceText, found: Iterable[Diagnostic]) -> list[Edit]:
    """Return the edits in the order of the source, without those that begin inside another."""
    own = (diagnostic for diagnostic in found if diagnostic.place.file == source.file and diagnostic.place.line)
    wanted = {edit for diagnostic in own if (edit := _find_edit(source, diagnostic)) is not None}
    edits: list[Edit] = []
    for edit in sorted(wanted):
        if not edits or edit.start >= edits[-1].end:
            edits.append(edit)
    return edits


def is_fixable(diagnostic: Diagnostic) -> bool:
    """Return whether a diagnostic has a fix, which may not fit its place."""
    return diagnostic.fix is not None or _is_sure(diagnostic)


def _is_sure(diagnostic: Diagnostic) -> bool:
    """Return whether the hint of a diagnostic suggests a replacement that is certainly meant."""
    is_sure = diagnostic.severity is Severity.ERROR or diagnostic.code in _SURE
    return is_sure and isinstance(diagnostic.hint, Suggestion) and bool(diagnostic.hint.meant)


def replace(text: str, edits: Iterable[Edit]) -> str:
    """Return the string with edits, which do not overlap."""
    parts: list[str] = []
    end = 0
    for edit in sorted(edits):
        parts += [text[end : edit.start], edit.text]
        end = edit.end
    return "".join((*parts, text[end:]))


def _find_edit(source: SourceText, diagnostic: Diagnostic) -> Edit | None:
    if diagnostic.fix is not None:
        return _replace_place(source, diagnostic.place, diagnostic.fix)
    hint = diagnostic.hint
    if not isinstance(hint, Suggestion) or not _is_sure(diagnostic):
        return None
    return _apply_suggestion(source, diagnostic.place, hint)


def _replace_place(source: SourceText, place: Place, text: str) -> Edit:
    start = source.line_starts[place.line - 1] + place.column - 1
    return Edit(start, start + place.width, text)


def _apply_suggestion(source: SourceText, place: Place, hint: Suggestion) -> Edit | None:
    """Replace the suggested name where it occurs exactly once at the place of the diagnostic."""
    whole = _replace_place(source, place, hint.meant)
    written = source.text[whole.start : whole.end]
    if hint.meant == AS_WRITTEN:
        return whole._replace(text=written) if _QUOTABLE.fullmatch(written) else None
    if written.strip("'\"") == hint.name:
        return whole
    found = list(re.finditer(rf"(?<![\w.-]){re.escape(hint.name)}(?![\w-])", written)) if hint.name else []
    found = found or list(re.finditer(rf"(?<![\w-]){re.escape(hint.name)}(?![\w-])", written)) if hint.name else []
    if len(found) != 1:
        return None
    return Edit(whole.start + found[0].start(), whole.start + found[0].end(), hint.meant)
