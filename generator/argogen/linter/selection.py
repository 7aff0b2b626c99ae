"""Which rules are asked, and how bad it is to break each.

A rule is named by its code or its name, a family by the beginning of its codes (`AG7`), everything by `all`. What is
more exact counts; between two that are equally exact, what is ignored.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from argogen.catalogue import RULES, name_of
from argogen.diagnostics import Diagnostic, Severity
from argogen.suggestions import suggest

_FAMILY = re.compile(r"AG[0-9]{0,2}", re.IGNORECASE)


class UnknownRuleError(ValueError):
    """Nothing is called so; `hint` says what may have been meant."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no rule '{name}'")
        self.hint = suggest(name, RULES, "argogen explain lists them all")


class Selection(NamedTuple):
    """What someone has chosen: rules to be asked beside those that always are, rules not to be asked, severities."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = {}

    def check(self) -> None:
        """Raise UnknownRuleError for the first name that is no rule's."""
        for name in (*self.select, *self.ignore, *self.severities):
            rules_named(name)


def rules_named(name: str) -> tuple[str, ...]:
    """The names of the rules that a name, a code, a family or `all` stands for. Raises UnknownRuleError."""
    if name.lower() == "all":
        return tuple(RULES)
    exact = name_of(name)
    if exact:
        return (exact,)
    found = [rule for rule in RULES if RULES[rule].code.startswith(name.upper())] if _FAMILY.fullmatch(name) else []
    if not found:
        raise UnknownRuleError(name)
    return tuple(found)


_USUALLY_ASKED = frozenset(name for name, rule in RULES.items() if rule.on)


class RuleSelection:
    """Selections worked out; what a later one says of a rule counts more than what an earlier one does."""

    def __init__(self, *selections: Selection) -> None:
        self._selections = selections
        chosen = any(selection.select or selection.ignore for selection in selections)
        self.enabled = frozenset(name for name in RULES if self._is_asked(name)) if chosen else _USUALLY_ASKED

    def severity(self, name: str, usual: Severity | None = None) -> Severity | None:
        """How bad it is to break a rule, None if it is not asked; `usual` is for a breach that is unlike others."""
        if name not in self.enabled:
            return None
        for chosen in (selection.severities for selection in reversed(self._selections)):
            exact = max(chosen, key=lambda item: _exactness(name, (item,)), default="")
            if exact and _exactness(name, (exact,)) >= 0:
                return chosen[exact]
        return usual or Severity(RULES[name].severity)

    def settle(self, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """Diagnostics as bad as someone has chosen them to be, without those whose rule is not asked."""
        for diagnostic in found:
            severity = self.severity(diagnostic.code, diagnostic.severity) if is_configurable(diagnostic) else None
            if severity is not None:
                yield diagnostic._replace(severity=severity)
            elif not is_configurable(diagnostic):
                yield diagnostic

    def _is_asked(self, name: str) -> bool:
        asked = RULES[name].on
        for selection in self._selections:
            wanted, unwanted = _exactness(name, selection.select), _exactness(name, selection.ignore)
            asked = wanted > unwanted or (asked and unwanted < 0)
        return asked


def is_configurable(diagnostic: Diagnostic) -> bool:
    """Whether it can be chosen away: it does not keep a manifest from being made."""
    rule = RULES.get(diagnostic.code)
    return rule is not None and not (rule.stops and diagnostic.severity is Severity.ERROR)


@functools.lru_cache(maxsize=8192)
def _names(item: str) -> frozenset[str]:
    return frozenset(rules_named(item))


def _exactness(name: str, items: Iterable[str]) -> int:
    """How exactly any of these names a rule: -1 not at all, 0 as one of all, then by the letters of its code."""
    return max((_exactness_of(item) for item in items if name in _names(item)), default=-1)


def _exactness_of(item: str) -> int:
    if item.lower() == "all":
        return 0
    return len(item) if _FAMILY.fullmatch(item) else 9
