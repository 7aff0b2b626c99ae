"""The results of test files and cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from argogen.diagnostics import Diagnostic, Place
from argogen.records import Record
from argogen.testing.coverage import Coverage


class CaseResult(Record):
    """The result of a case: it passed if there are no diagnostics.

    `tree` has the steps of the run, one in a line. `seconds` is the simulated duration of the workflow.
    """

    name: str
    place: Place
    diagnostics: Sequence[Diagnostic] = ()
    phase: str = ""
    tree: Sequence[str] = ()
    seconds: float = 0.0

    @property
    def has_passed(self) -> bool:
        """Whether all expectations are met."""
        return not self.diagnostics


class SuiteResult(Record):
    """The result of a test file: cases, diagnostics of the file as a whole, and the coverage of its pipeline.

    With `is_invalid`, the file or its pipeline has errors and no case has run. `inputs` are the files and directories
    that were read, as absolute paths.
    """

    file: str
    cases: Sequence[CaseResult] = ()
    diagnostics: Sequence[Diagnostic] = ()
    coverage: Coverage | None = None
    is_invalid: bool = False
    inputs: Sequence[Path] = ()

    @property
    def has_passed(self) -> bool:
        """Whether all cases passed, and all mocks of the file are used."""
        return not self.diagnostics and all(case.has_passed for case in self.cases)


def list_cases(suites: Iterable[SuiteResult]) -> list[CaseResult]:
    """Return the cases of all test files."""
    return [case for suite in suites for case in suite.cases]


def list_diagnostics(suites: Iterable[SuiteResult]) -> list[Diagnostic]:
    """Return the diagnostics of all test files and cases."""
    return [
        diagnostic
        for suite in suites
        for found in (suite.diagnostics, *(case.diagnostics for case in suite.cases))
        for diagnostic in found
    ]


def add_coverage(suites: Iterable[SuiteResult]) -> Coverage:
    """Return the coverage of all test files, with gaps that name the file."""
    found = [(suite.file, suite.coverage) for suite in suites if suite.coverage is not None]
    return Coverage(
        steps=sum(each.steps for _, each in found),
        covered_steps=sum(each.covered_steps for _, each in found),
        branches=sum(each.branches for _, each in found),
        covered_branches=sum(each.covered_branches for _, each in found),
        gaps=tuple(f"{file}: {gap}" for file, each in found for gap in each.gaps),
    )


def decide_exit_code(suites: Sequence[SuiteResult], minimum: float | None) -> int:
    """Return 2 if a file is invalid, 1 if a case failed or the coverage is below the minimum in percent, else 0."""
    if any(suite.is_invalid for suite in suites):
        return 2
    is_uncovered = minimum is not None and add_coverage(suites).percent < minimum
    return int(is_uncovered or not all(suite.has_passed for suite in suites))
