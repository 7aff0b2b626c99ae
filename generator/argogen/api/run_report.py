"""The result of running test cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from argogen.diagnostics import Diagnostic
from argogen.testing.coverage import Coverage
from argogen.testing.reports.json import write as write_json
from argogen.testing.reports.junit import write as write_junit
from argogen.testing.reports.text import write as write_text
from argogen.testing.results import (
    CaseResult,
    SuiteResult,
    add_coverage,
    decide_exit_code,
    list_cases,
    list_diagnostics,
)

_FORMATS: Mapping[str, Callable[[Sequence[SuiteResult]], str]] = {
    "text": write_text, "json": write_json, "junit": write_junit,
}  # fmt: skip


@dataclass(frozen=True)
class RunReport:
    """The results of test files, in the order of their paths."""

    suites: tuple[SuiteResult, ...]

    @property
    def ok(self) -> bool:
        """Whether all test files are valid and all cases passed."""
        return decide_exit_code(self.suites, None) == 0

    @property
    def cases(self) -> tuple[CaseResult, ...]:
        """The results of all cases."""
        return tuple(list_cases(self.suites))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The diagnostics of all test files and cases."""
        return tuple(list_diagnostics(self.suites))

    @cached_property
    def coverage(self) -> Coverage:
        """The steps and branches that the cases cover."""
        return add_coverage(self.suites)

    def format(self, form: str = "text") -> str:
        """Return the report as "text", "json" or "junit". Raises ValueError for another format."""
        if form not in _FORMATS:
            raise ValueError(f"unknown format '{form}': use one of {', '.join(_FORMATS)}")
        return _FORMATS[form](self.suites)
