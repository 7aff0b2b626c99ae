"""Apply the selection of rules, and the comments that suppress them, to what was found in sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from argogen.diagnostics import Diagnostic
from argogen.linter.selection import RuleSelection, is_configurable
from argogen.linter.suppressions import Suppressions
from argogen.yaml.text import SourceText


class LintedSource(NamedTuple):
    """What was found in one source, and the rules that are selected for it."""

    source: SourceText
    found: Sequence[Diagnostic]
    choice: RuleSelection


def filter_diagnostics(linted: Sequence[LintedSource], others: Iterable[SourceText] = ()) -> Iterator[Diagnostic]:
    """Yield what remains of all that was found, with the selected severities, and what is wrong with the comments.

    `others` are further sources in which something may have been found.
    """
    ignores = {source.file: Suppressions(source) for source in (*(each.source for each in linted), *others)}
    for each in linted:
        for diagnostic in each.found:
            around = ignores.get(diagnostic.place.file)
            # It is queried in any case, so that it knows whether it was of use.
            is_ignored = around is not None and around.suppresses(diagnostic)
            if not (is_ignored and is_configurable(diagnostic)):
                yield from each.choice.settle([diagnostic])
    choices = {each.source.file: each.choice for each in reversed(linted)}
    for file, around in ignores.items():
        choice = choices.get(file, RuleSelection())
        yield from choice.settle(around.faults(choice.enabled))
