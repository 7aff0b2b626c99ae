"""The report for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from argogen.diagnostics import format_text
from argogen.testing.coverage import Coverage
from argogen.testing.results import CaseResult, SuiteResult, add_coverage, list_cases

PASSED, FAILED = "✓", "✗"


def write(suites: Sequence[SuiteResult], *, with_coverage: bool = False, is_verbose: bool = True) -> str:
    """Return the report: each file with its cases, the diagnostics of failed cases, and a summary.

    Without `is_verbose`, cases that passed are left out.
    """
    return "\n".join([*_write_all(suites, is_verbose), *_summarize(suites, with_coverage)]) + "\n"


def _write_all(suites: Sequence[SuiteResult], is_verbose: bool) -> Iterator[str]:
    for suite in suites:
        if is_verbose or not suite.has_passed:
            yield suite.file
            yield from _write_suite(suite, is_verbose)
            yield ""


def _write_suite(suite: SuiteResult, is_verbose: bool) -> Iterator[str]:
    for case in suite.cases:
        if not case.has_passed:
            yield f"  {FAILED} {case.name}"
            yield from _explain(case)
        elif is_verbose:
            yield f"  {PASSED} {case.name}"
    yield from map(format_text, suite.diagnostics)


def _explain(case: CaseResult) -> Iterator[str]:
    yield ""
    yield from map(format_text, case.diagnostics)
    yield ""
    yield from (f"    {line}" for line in case.tree)
    yield ""


def _summarize(suites: Sequence[SuiteResult], with_coverage: bool) -> Iterator[str]:
    coverage = add_coverage(suites)
    if with_coverage and coverage.gaps:
        yield "Never in any case:"
        yield from (f"  {gap}" for gap in coverage.gaps)
        yield ""
    yield summarize(suites)


def summarize(suites: Sequence[SuiteResult]) -> str:
    """Return the numbers of cases, steps and branches in one line."""
    return f"{_count(suites)}; coverage: {_write_coverage(add_coverage(suites))}"


def _count(suites: Sequence[SuiteResult]) -> str:
    cases = list_cases(suites)
    failed = sum(not case.has_passed for case in cases)
    invalid = sum(suite.is_invalid for suite in suites)
    parts = [f"{len(cases) - failed} passed"]
    parts += [f"{failed} failed"] if failed else []
    parts += [f"{invalid} invalid file{'s' * (invalid != 1)}"] if invalid else []
    return f"{len(cases)} case{'s' * (len(cases) != 1)}: {', '.join(parts)}"


def _write_coverage(coverage: Coverage) -> str:
    steps = f"{coverage.covered_steps} of {coverage.steps} steps"
    branches = f"{coverage.covered_branches} of {coverage.branches} branches"
    return f"{steps}, {branches}" if coverage.branches else steps
