"""Apply the selection of rules, and the comments that suppress them, to what was found in sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from argogen.diagnostics import Diagnostic
from argogen.linter.registry import BUILT_IN
from argogen.linter.selection import RuleSelection, is_configurable
from argogen.linter.suppressions import Suppressions
from argogen.yaml.text import SourceText


class LintedSource(NamedTuple):
    """What was found in one source, and the rules that are selected for it."""

    source: SourceText
    found: Sequence[Diagnostic]
    selection: RuleSelection


def filter_diagnostics(linted: Sequence[LintedSource], others: Iterable[SourceText] = ()) -> Iterator[Diagnostic]:
    """Yield what remains of all that was found, with the selected severities, and what is wrong with the comments.

    `others` are further sources in which something may have been found.
    """
    table = linted[0].selection.table if linted else BUILT_IN
    sources = (*(each.source for each in linted), *others)
    suppressions = {source.file: Suppressions(source, table) for source in sources}
    for each in linted:
        for diagnostic in each.found:
            around = suppressions.get(diagnostic.place.file)
            # Called in any case, so that it remembers which comments have suppressed something.
            is_suppressed = around is not None and around.suppresses(diagnostic)
            if not (is_suppressed and is_configurable(diagnostic)):
                yield from each.selection.apply([diagnostic])
    selections = {each.source.file: each.selection for each in reversed(linted)}
    for file, around in suppressions.items():
        selection = selections.get(file, RuleSelection())
        yield from selection.apply(around.find_faults(selection.enabled))
