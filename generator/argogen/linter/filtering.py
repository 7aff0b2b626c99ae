"""Filter diagnostics by the selected rules and by suppression comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from argogen.diagnostics import Diagnostic
from argogen.linter.registry import BUILT_IN
from argogen.linter.selection import DEFAULT_SELECTION, RuleSelection, is_configurable
from argogen.linter.suppressions import Suppressions
from argogen.yaml.text import SourceText


class LintedSource(NamedTuple):
    """The diagnostics of one source, and the rules that are selected for it."""

    source: SourceText
    found: Sequence[Diagnostic]
    selection: RuleSelection


def filter_diagnostics(linted: Sequence[LintedSource], others: Iterable[SourceText] = ()) -> Iterator[Diagnostic]:
    """Yield the remaining diagnostics with the selected severities, and the errors of suppression comments.

    `others` are further sources that diagnostics may refer to.
    """
    table = linted[0].selection.table if linted else BUILT_IN
    sources = (*(each.source for each in linted), *others)
    suppressions = {source.file: Suppressions(source, table) for source in sources}
    for each in linted:
        for diagnostic in each.found:
            comments = suppressions.get(diagnostic.place.file)
            # Called in any case, because it records which comments are used.
            is_suppressed = comments is not None and comments.suppresses(diagnostic)
            if not (is_suppressed and is_configurable(diagnostic)):
                yield from each.selection.apply([diagnostic])
    selections = {each.source.file: each.selection for each in reversed(linted)}
    for file, comments in suppressions.items():
        selection = selections.get(file, DEFAULT_SELECTION)
        yield from selection.apply(comments.find_errors(selection.enabled))
