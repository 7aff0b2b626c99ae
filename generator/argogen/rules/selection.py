"""Which rules are asked, and how bad it is to break each.

A rule is named by its code or its name, a family by the beginning of its codes (`AG7`), everything by `all`. What is
more exact counts; between two that are equally exact, what is ignored.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from argogen.catalogue import RULES, name_of
from argogen.diagnostics import Severity
from argogen.nearest import find_nearest

_FAMILY = re.compile(r"AG[0-9]{0,2}", re.IGNORECASE)


class UnknownRuleError(ValueError):
    """Nothing is called so; `hint` says what may have been meant."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no rule '{name}'")
        near = find_nearest(name, tuple(RULES))
        self.hint = f"did you mean '{near}'?" if near else "argogen explain lists them all"


class Selection(NamedTuple):
    """What someone has chosen: rules to be asked beside those that always are, rules not to be asked, severities."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = MappingProxyType({})

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


class Choice:
    """A selection worked out."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self.asked = frozenset(name for name in RULES if self._is_asked(name))

    def severity(self, name: str, usual: Severity | None = None) -> Severity | None:
        """How bad it is to break a rule, None if it is not asked; `usual` is for a breach that is unlike others."""
        if name not in self.asked:
            return None
        chosen = self._selection.severities
        exact = max(chosen, key=lambda item: _exactness(name, (item,)), default="")
        if exact and _exactness(name, (exact,)) >= 0:
            return chosen[exact]
        return usual or Severity(RULES[name].severity)

    def _is_asked(self, name: str) -> bool:
        wanted = _exactness(name, self._selection.select)
        unwanted = _exactness(name, self._selection.ignore)
        return wanted > unwanted or (unwanted < 0 and RULES[name].on)


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
