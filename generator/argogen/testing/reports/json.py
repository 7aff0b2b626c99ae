"""The report as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from argogen.diagnostics import Diagnostic, find_code
from argogen.testing.coverage import Coverage
from argogen.testing.results import CaseResult, SuiteResult, add_coverage

VERSION = 1


def write(suites: Sequence[SuiteResult]) -> str:
    """Return an object with the test files, their cases, and the coverage."""
    report = {
        "version": VERSION,
        "passed": all(suite.has_passed and not suite.is_invalid for suite in suites),
        "files": [_describe_suite(suite) for suite in suites],
        "coverage": _describe_coverage(add_coverage(suites)),
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _describe_suite(suite: SuiteResult) -> dict[str, Any]:
    described: dict[str, Any] = {
        "file": suite.file,
        "passed": suite.has_passed and not suite.is_invalid,
        "cases": [_describe_case(case) for case in suite.cases],
        "diagnostics": [_describe(diagnostic) for diagnostic in suite.diagnostics],
    }
    if suite.coverage is not None:
        described["coverage"] = _describe_coverage(suite.coverage)
    return described


def _describe_case(case: CaseResult) -> dict[str, Any]:
    return {
        "name": case.name,
        "line": case.place.line,
        "passed": case.has_passed,
        "phase": case.phase,
        "seconds": case.seconds,
        "diagnostics": [_describe(diagnostic) for diagnostic in case.diagnostics],
        "tree": list(case.tree),
    }


def _describe(diagnostic: Diagnostic) -> Mapping[str, Any]:
    place = diagnostic.place
    described = {
        "code": find_code(diagnostic),
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "file": place.file,
    }
    position = {"line": place.line, "column": place.column, "end_column": place.column + place.width}
    return {**described, **position} if place.line else described


def _describe_coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "steps": coverage.steps,
        "covered_steps": coverage.covered_steps,
        "branches": coverage.branches,
        "covered_branches": coverage.covered_branches,
        "percent": round(coverage.percent, 2),
        "gaps": list(coverage.gaps),
    }
