"""Run checks of rules on a Context."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING

from argogen.catalogue import Check, Rule
from argogen.diagnostics import Diagnostic, write_in_one_line
from argogen.late import import_late
from argogen.linter.model.subject import Subject
from argogen.linter.registry import load_check
from argogen.linter.rule_diagnostic import ORIGINAL, RuleDiagnostic
from argogen.linter.screening.fields import FIELDS
from argogen.linter.selection import RuleSelection
from argogen.records import Record, cached_property
from argogen.severity import Severity
from argogen.yaml.document import Document

if TYPE_CHECKING:
    from argogen.linter.locating import locator as locators
else:
    locators = import_late("argogen.linter.locating.locator")

PLUGIN_FAILURE = "plugin-error"


class CheckTarget(Record):
    """A subject of checks, the document of its places, and the selected rules.

    `fields` are those that the Context sets; None if it may have any.
    """

    subject: Subject
    document: Document
    selection: RuleSelection
    fields: Set[str] | None = None


def run_checks(
    checks: Mapping[Check, Rule], targets: Sequence[CheckTarget], *, errors_only: bool = False
) -> list[list[Diagnostic]]:
    """Run checks, each with one of its rules, and return the violations in each target with their places.

    Violations have the selected severities; those of disabled rules are omitted, and with `errors_only` those that are
    not errors unless a severity is selected. A check runs on all targets before the next one does: this takes a quarter
    less time than all checks on one target after another, since the code of a check remains in the processor's caches.
    It does not run on a target without the fields that it requires.
    """
    found: list[list[Diagnostic]] = [[] for _ in targets]
    each = [(_Reporter(target, errors_only), of_target) for target, of_target in zip(targets, found, strict=True)]
    for check, rule in checks.items():
        required = FIELDS.get(check)
        chosen = each if required is None else [it for it in each if it[0].may_violate(required)]
        if rule.package:
            for reporter, of_target in chosen:
                of_target += _run_plugin(check, rule, reporter)
            continue
        find = load_check(check)
        for reporter, of_target in chosen:
            for violation in find(reporter.subject):
                of_target += reporter.report(violation)
    return found


_VARIABLES = ("steps.", "steps[", "tasks.", "tasks[", "inputs.", "workflow.")


class _Reporter:
    """Converts violations to diagnostics; the locator is created at the first violation."""

    def __init__(self, target: CheckTarget, errors_only: bool) -> None:
        self.subject = target.subject
        self.document = target.document
        self.selection = target.selection
        self.errors_only = errors_only
        self._fields = target.fields

    @cached_property
    def _locator(self) -> locators.Locator:
        return locators.Locator(self.document)

    def may_violate(self, required: Set[str]) -> bool:
        """Return whether the target has one of the fields that a check requires."""
        return self._fields is None or not required.isdisjoint(self._fields)

    def report(self, violation: RuleDiagnostic) -> Iterator[Diagnostic]:
        """Yield the diagnostic of a violation with the selected severity, unless the rule is disabled."""
        severity = self.selection.severity(violation.rule, violation.severity)
        if severity is not None and not (self.errors_only and not self._is_error(violation)):
            yield _report(violation, severity, self._locator)

    def _is_error(self, violation: RuleDiagnostic) -> bool:
        return (violation.severity or self.selection.table.rules[violation.rule].severity) is Severity.ERROR


def _run_plugin(check: Check, rule: Rule, reporter: _Reporter) -> list[Diagnostic]:
    """Run a check of an installed package, and report its exceptions as errors of the package."""
    try:
        violations = _require_own(check, rule, reporter.selection)(reporter.subject)
        found = [diagnostic for violation in violations for diagnostic in reporter.report(violation)]
    except Exception as error:
        message = f"{rule.code} of {rule.package} failed: {type(error).__name__}: {error}"
        hint = f"report the error to the authors of the package, or ignore {rule.code}"
        return [Diagnostic(PLUGIN_FAILURE, write_in_one_line(message), reporter.document.place(()), hint)]
    return [diagnostic._replace(rule_code=reporter.selection.table.rules[diagnostic.code].code) for diagnostic in found]


def _require_own(check: Check, rule: Rule, selection: RuleSelection) -> Callable[[Subject], Iterator[RuleDiagnostic]]:
    """Wrap a check to raise ValueError for a violation of a rule of another package."""

    def find(subject: Subject) -> Iterator[RuleDiagnostic]:
        for violation in load_check(check)(subject):
            violated = selection.table.rules.get(violation.rule)
            if violated is None or violated.package != rule.package:
                raise ValueError(f"it reported '{violation.rule}', which is not a rule of the package")
            yield violation

    return find


def _report(violation: RuleDiagnostic, severity: Severity, locator: locators.Locator) -> Diagnostic:
    place, is_exact = locator.place(violation)
    fix, hint = (violation.fix, violation.hint) if is_exact else (None, violation.hint)
    if is_exact:
        source = place.text[place.column - 1 : place.column - 1 + place.width]
        fix = None if fix is None else fix.replace(ORIGINAL, source)
        # The reference as written, such as `plan.total`, in place of the variable that it is in Argo.
        part = violation.text[violation.start : violation.end or len(violation.text)]
        hint = hint.replace(part, source) if part.startswith(_VARIABLES) else hint
    # Quoted values may contain line breaks.
    message, hint = write_in_one_line(violation.message), write_in_one_line(hint)
    return Diagnostic(violation.rule, message, place, hint, severity, fix)
