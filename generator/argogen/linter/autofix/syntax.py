"""Fix errors of the syntax of a source: quotes that are missing around template tags."""

from __future__ import annotations

import re
from collections.abc import Sequence

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.linter.autofix.edits import Edit, list_edits, replace
from argogen.yaml.emitter.scalars import write_quoted
from argogen.yaml.positions.corrections import find_value
from argogen.yaml.positions.nodes import NodeComposition
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

_BRACES = re.compile(r"\$?\{\{")


def find_errors(source: SourceText) -> Sequence[Diagnostic]:
    """Return the errors of a source that is not valid YAML."""
    try:
        read_documents(source)
    except InvalidInputError as error:
        return error.diagnostics
    return ()


def fix_syntax(source: SourceText) -> tuple[str, int]:
    """Return the source with its syntax errors fixed, and the number of fixes.

    The parser stops at the first error, so the values that look like it are fixed with it, and kept if they are values.
    """
    count = 0
    errors = find_errors(source)
    while edits := list_edits(source, errors):
        batch = _keep_values(source, [*edits, *_list_similar(source, edits)], len(edits))
        fixed = source._replace(text=replace(source.text, batch))
        left = find_errors(fixed)
        if len(left) >= len(errors) and left[0].place[1:3] <= errors[0].place[1:3]:
            break
        source, errors, count = fixed, left, count + len(batch)
    return source.text, count


def _list_similar(source: SourceText, edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits that quote the other values after the first one that begin with unquoted braces."""
    first = edits[0]
    if not _BRACES.match(source.text, first.start):
        return []
    known = {edit.start for edit in edits}
    found = (
        _quote_line(source, number) for number in range(source.number_at(first.start), len(source.line_starts) + 1)
    )
    return [edit for edit in found if edit is not None and edit.start not in known and edit.start > first.start]


def _quote_line(source: SourceText, number: int) -> Edit | None:
    line = source.line(number)
    at = find_value(line) if "{{" in line else None
    if at is None or not _BRACES.match(line, at) or " #" in line:
        return None
    rest = line[at:].rstrip()
    start = source.line_starts[number - 1] + at
    return Edit(start, start + len(rest), write_quoted(rest)) if rest.isprintable() else None


def _keep_values(source: SourceText, edits: Sequence[Edit], certain: int) -> list[Edit]:
    """Return the certain edits, and those of the others that are nodes afterwards, not parts of block scalars."""
    ordered = sorted(edits)
    starts = {node.start for node in NodeComposition(source._replace(text=replace(source.text, ordered))).nodes}
    sure = set(edits[:certain])
    kept: list[Edit] = []
    moved = 0
    for edit in ordered:
        if edit in sure or edit.start + moved in starts:
            kept.append(edit)
        moved += len(edit.text) - (edit.end - edit.start)
    return kept
