"""Look up rules by name, code or family."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterable, Mapping
from typing import Any

from argogen.catalogue import RULES, Check, Rule
from argogen.records import cached_property
from argogen.suggestions import NameIndex, suggest

_ALL = "ALL"
_EXACT = 99
_SHORTEST_FAMILY = 2  # letters of a code


class UnknownRuleError(ValueError):
    """A selector that matches no rule; `hint` suggests one."""

    def __init__(self, name: str, known: NameIndex) -> None:
        super().__init__(f"unknown rule '{name}'")
        self.hint = suggest(name, known, "run 'argogen explain' to list all rules")


class RuleTable:
    """Rules by name."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules: Mapping[str, Rule] = {rule.name: rule for rule in rules}
        self._names = {rule.code: rule.name for rule in self.rules.values()}

    def find(self, code_or_name: str) -> Rule | None:
        """Return a rule by its code, in any case, or its name."""
        return self.rules.get(self._names.get(code_or_name.upper(), code_or_name))

    @cached_property
    def index(self) -> NameIndex:
        """The names, for suggestions."""
        return NameIndex(self.rules)

    @cached_property
    def _selectors(self) -> frozenset[str]:
        """All selectors except for names, in upper case."""
        return frozenset({_ALL}.union(*map(_list_families, self._names)))

    def has(self, selector: str) -> bool:
        """Whether a selector matches any of these rules."""
        return selector in self.rules or selector.upper() in self._selectors

    def require(self, selector: str) -> None:
        """Raise UnknownRuleError for a selector that matches none of these rules."""
        if not self.has(selector):
            raise UnknownRuleError(selector, self.index)


BUILT_IN = RuleTable(RULES.values())


class Selectors:
    """Selectors of rules: each is the name of a rule, its code, the beginning of its code (`AG7`), or `all`.

    The time of a search does not grow with the number of selectors.
    """

    def __init__(self, selectors: Iterable[str]) -> None:
        self._selectors = tuple(selectors)
        # Of equal ones, the first.
        indices = [*enumerate(self._selectors)][::-1]
        self._names = {selector: index for index, selector in indices}
        self._codes = {selector.upper(): index for index, selector in indices}

    def find(self, rule: Rule) -> tuple[int, str]:
        """Return the precision of the most precise selector that matches a rule, and the selector.

        The precision is the length of the matching beginning of the code, 0 for `all`, and -1 with "" for no match.
        """
        exact = [*self._look_up(self._names, rule.name), *self._look_up(self._codes, rule.code)]
        if exact:
            return _EXACT, self._selectors[min(exact)]
        for family in _list_families(rule.code):
            for index in self._look_up(self._codes, family):
                return len(family), self._selectors[index]
        return (0, self._selectors[self._codes[_ALL]]) if _ALL in self._codes else (-1, "")

    @staticmethod
    def _look_up(indices: Mapping[str, int], key: str) -> list[int]:
        return [indices[key]] if key in indices else []


def _list_families(code: str) -> list[str]:
    """Return a code and its beginnings, the longest first."""
    return [code[:end] for end in range(len(code), _SHORTEST_FAMILY - 1, -1)]


@functools.cache
def load_check(check: Check) -> Any:
    """Return the function of a check, importing its module if it is built in."""
    if not isinstance(check, str):
        return check
    module, _, name = check.partition(":")
    return getattr(importlib.import_module(f"argogen.linter.rules.{module}"), name)
