"""Run checks of rules on a Context."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from argogen.catalogue import Check, Rule
from argogen.diagnostics import Diagnostic
from argogen.late import import_late
from argogen.linter.model.subject import Subject
from argogen.linter.registry import load_check
from argogen.linter.rule_diagnostic import ORIGINAL, RuleDiagnostic
from argogen.linter.selection import RuleSelection
from argogen.yaml.document import Document

if TYPE_CHECKING:
    from argogen.linter.locating import locator as locators
else:
    locators = import_late("argogen.linter.locating.locator")

PLUGIN_FAILURE = "plugin-failure"


def run_checks(
    checks: Mapping[Check, Rule], subject: Subject, document: Document, selection: RuleSelection
) -> list[Diagnostic]:
    """Run checks, each given with a rule that it belongs to, and report what they find at its place in the document.

    A violation has the severity that is selected for its rule; of disabled rules there are none.
    """
    reporter = _Reporter(document, selection)
    found: list[Diagnostic] = []
    for check, rule in checks.items():
        if rule.package:
            found += _run_plugin(check, rule, subject, reporter)
            continue
        for violation in load_check(check)(subject):
            found += reporter.report(violation)
    return found


class _Reporter:
    """Makes diagnostics of violations; places are searched for only where there is one."""

    def __init__(self, document: Document, selection: RuleSelection) -> None:
        self.document = document
        self.selection = selection

    @functools.cached_property
    def _locator(self) -> locators.Locator:
        return locators.Locator(self.document)

    def report(self, violation: RuleDiagnostic) -> Iterator[Diagnostic]:
        """Report the violation of a rule that is enabled, with the severity that is selected for it."""
        severity = self.selection.severity(violation.rule, violation.severity)
        if severity is not None:
            yield _report(violation, self._locator)._replace(severity=severity)


def _run_plugin(check: Check, rule: Rule, subject: Subject, reporter: _Reporter) -> list[Diagnostic]:
    """Run a check of an installed package, and report its failure as the package's."""
    try:
        violations = _require_own(check, rule, reporter.selection)(subject)
        found = [diagnostic for violation in violations for diagnostic in reporter.report(violation)]
    except Exception as error:
        message = f"{rule.code} of {rule.package} failed: {type(error).__name__}: {error}"
        hint = f"report it to the authors of the package, or ignore {rule.code}"
        return [Diagnostic(PLUGIN_FAILURE, _in_one_line(message), reporter.document.place(()), hint)]
    return [diagnostic._replace(rule_code=reporter.selection.table.rules[diagnostic.code].code) for diagnostic in found]


def _require_own(check: Check, rule: Rule, selection: RuleSelection) -> Callable[[Subject], Iterator[RuleDiagnostic]]:
    """Wrap a check to raise ValueError for a violation of a rule that its package does not have."""

    def find(subject: Subject) -> Iterator[RuleDiagnostic]:
        for violation in load_check(check)(subject):
            violated = selection.table.rules.get(violation.rule)
            if violated is None or violated.package != rule.package:
                raise ValueError(f"it reported '{violation.rule}', which is no rule of the package")
            yield violation

    return find


def _report(violation: RuleDiagnostic, locator: locators.Locator) -> Diagnostic:
    place, is_exact = locator.place(violation)
    fix = violation.fix if is_exact else None
    if fix is not None:
        fix = fix.replace(ORIGINAL, place.text[place.column - 1 : place.column - 1 + place.width])
    return Diagnostic(violation.rule, _in_one_line(violation.message), place, _in_one_line(violation.hint), fix=fix)


def _in_one_line(text: str) -> str:
    """Escape what would break a message's line or cannot be seen: it may quote anything."""
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
