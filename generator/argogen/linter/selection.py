"""Which rules are enabled, and how severe the violation of each is.

A rule is selected by its name or its code, a family by the beginning of its codes (`AG7`), everything by `all`. The
more exact selector counts; of two that are equally exact, the one that disables.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from argogen.catalogue import RULES, Check, Rule
from argogen.diagnostics import Diagnostic, Severity
from argogen.linter.plugins import find_table
from argogen.linter.registry import BUILT_IN, RuleTable, match


class Selection(NamedTuple):
    """What a project, a pack or a command line configures: rules to enable beside the usual ones, to disable, severities."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = {}

    @property
    def selectors(self) -> tuple[str, ...]:
        """All that has to match a rule."""
        return (*self.select, *self.ignore, *self.severities)

    def check(self) -> None:
        """Raise UnknownRuleError for the first selector without a rule."""
        table = find_table(self.selectors)
        for selector in self.selectors:
            if not table.has(selector):
                raise table.suggest(selector)
