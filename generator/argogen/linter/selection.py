"""Select the enabled rules and their severities.

A selector is the name or code of a rule, the prefix of a family of codes (`AG7`), or `all`. The most specific selector
takes precedence; among equally specific ones, the one that disables. A profile enables the rules of a platform, which
`all` does not.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from argogen.catalogue import RULES, Check, Rule
from argogen.diagnostics import Diagnostic, Severity
from argogen.late import import_late
from argogen.linter.registry import BUILT_IN, RuleTable, Selectors
from argogen.records import Record

if TYPE_CHECKING:
    from argogen.linter import plugins
else:
    plugins = import_late("argogen.linter.plugins")


class RuleConfig(Record):
    """The configuration of a project, a pack or a request: rules to enable, rules to disable, and severities.

    `profile` is one of `PROFILES`, or "".
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = {}
    profile: str = ""

    @property
    def selectors(self) -> tuple[str, ...]:
        """All selectors; each must match a rule."""
        return (*self.select, *self.ignore, *self.severities)

    def check(self) -> None:
        """Raise UnknownRuleError for the first selector without a rule, InvalidInputError for an invalid plug-in."""
        table = find_table(self.selectors)
        for selector in self.selectors:
            table.require(selector)


def find_table(selectors: Iterable[str] = (), *, with_plugins: bool = False) -> RuleTable:
    """Return the built-in rules, with those of installed packages if they are requested or a selector requires them.

    Raises InvalidInputError for an invalid plug-in.
    """
    if not with_plugins and all(BUILT_IN.has(selector) for selector in selectors):
        return BUILT_IN
    return plugins.load_table()


class RuleSelection:
    """Configurations applied to rules; a later one overrides an earlier one.

    Raises InvalidInputError for an invalid plug-in, if plug-ins are required.
    """

    def __init__(self, *configs: RuleConfig, with_plugins: bool = False) -> None:
        self._severities = [
            (Selectors(config.severities), config.severities) for config in reversed(configs) if config.severities
        ]
        selectors = [selector for config in configs for selector in config.selectors]
        self.table = find_table(selectors, with_plugins=with_plugins)
        choices = tuple((config.select, config.ignore) for config in configs if config.select or config.ignore)
        profile = next((config.profile for config in reversed(configs) if config.profile), "")
        self.enabled = _find_enabled(self.table, choices, profile)

    def list_checks(self, *, in_render: bool = False) -> Mapping[Check, Rule]:
        """Return the checks of the enabled rules that lint or render runs, each with the first rule that has it."""
        return _find_checks(self.table, self.enabled, in_render)

    def list_error_checks(self) -> Mapping[Check, Rule]:
        """Return the checks that render runs only for errors, each with the first enabled rule that it checks."""
        return _find_error_checks(self.table, self.enabled)

    def severity(self, name: str, default: Severity | None = None) -> Severity | None:
        """Return the severity of a violation, None if the rule is disabled; `default` overrides the one of the rule."""
        if name not in self.enabled:
            return None
        rule = self.table.rules[name]
        for selectors, severities in self._severities:
            precision, selector = selectors.find(rule)
            if precision >= 0:
                return severities[selector]
        return default or rule.severity

    def apply(self, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """Yield the diagnostics of enabled rules with the selected severities."""
        for diagnostic in found:
            if not is_configurable(diagnostic):
                yield diagnostic
            elif (severity := self.severity(diagnostic.code, diagnostic.severity)) is not None:
                yield diagnostic if severity is diagnostic.severity else diagnostic._replace(severity=severity)


_Choices = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
"""The selectors that each configuration enables and disables."""


# Most sources of a run have the same configuration.
@functools.lru_cache(maxsize=64)
def _find_enabled(table: RuleTable, choices: _Choices, profile: str) -> frozenset[str]:
    """Return the names of the enabled rules."""
    selectors = [(Selectors(select), Selectors(ignore)) for select, ignore in choices]
    return frozenset(rule.name for rule in table.rules.values() if _is_enabled(rule, selectors, profile))


@functools.lru_cache(maxsize=64)
def _find_checks(table: RuleTable, enabled: frozenset[str], in_render: bool) -> Mapping[Check, Rule]:
    found: dict[Check, Rule] = {}
    for rule in table.rules.values():
        if rule.name in enabled:
            for check in rule.render_checks if in_render else (*rule.render_checks, *rule.checks):
                found.setdefault(check, rule)
    return found


@functools.lru_cache(maxsize=64)
def _find_error_checks(table: RuleTable, enabled: frozenset[str]) -> Mapping[Check, Rule]:
    complete = _find_checks(table, enabled, True)
    found: dict[Check, Rule] = {}
    for rule in table.rules.values():
        for check in rule.error_checks if rule.name in enabled else ():
            if check not in complete:
                found.setdefault(check, rule)
    return found


def _is_enabled(rule: Rule, choices: Iterable[tuple[Selectors, Selectors]], profile: str) -> bool:
    enabled = rule.profile == profile if rule.profile else rule.is_default
    for select, ignore in choices:
        selected, ignored = select.find(rule)[0], ignore.find(rule)[0]
        if rule.profile and not selected:
            selected = -1  # `all` does not select the rules of profiles
        enabled = selected > ignored or (enabled and ignored < 0)
    return enabled


def is_configurable(diagnostic: Diagnostic) -> bool:
    """Whether a diagnostic can be disabled: it belongs to a rule, and does not prevent the manifest."""
    rule = RULES.get(diagnostic.code)
    if rule is None:
        return bool(diagnostic.rule_code)
    return not (rule.in_compiler and diagnostic.severity is Severity.ERROR)


DEFAULT_SELECTION = RuleSelection()
"""The rules if neither a project nor a request selects any."""
