"""Look up rules by name, code or family."""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from argogen.catalogue import RULES, Check, Rule
from argogen.suggestions import suggest

_FAMILY = r"(?i)[A-Z]{2,}[0-9]*"
_EXACT = 99


class UnknownRuleError(ValueError):
    """A selector that matches no rule; `hint` suggests one."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
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

    def has(self, selector: str) -> bool:
        """Whether a selector matches any of these rules."""
        return self.find(selector) is not None or any(match(rule, selector) >= 0 for rule in self.rules.values())

    def require(self, selector: str) -> None:
        """Raise UnknownRuleError for a selector that matches none of these rules."""
        if not self.has(selector):
            raise UnknownRuleError(selector, self.rules)


BUILT_IN = RuleTable(RULES.values())


def match(rule: Rule, selector: str) -> int:
    """Return the precision of a match: -1 for no match, 0 for `all`, otherwise the length of the matching prefix.

    A selector is the name of a rule, its code, the beginning of its code (`AG7`), or `all`.
    """
    if selector == rule.name or selector.upper() == rule.code:
        return _EXACT
    if selector.lower() == "all":
        return 0
    return len(selector) if re.fullmatch(_FAMILY, selector) and rule.code.startswith(selector.upper()) else -1


@functools.cache
def load_check(check: Check) -> Any:
    """Return the function of a check, importing its module if it is built in."""
    if not isinstance(check, str):
        return check
    module, _, name = check.partition(":")
    return getattr(importlib.import_module(f"argogen.linter.rules.{module}"), name)
