"""The test files of the examples: all cases pass, and cover every step and branch."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen import RunReport, Session
from argogen.files import TEST_ENDINGS

from .gallery import EXAMPLES, FOLDER


@pytest.fixture(scope="module")
def report() -> RunReport:
    return Session(environ={}, cwd=FOLDER).run_tests(".")


def test_every_example_has_a_test_file(report: RunReport) -> None:
    tested = {Path(suite.file).as_posix().removesuffix(TEST_ENDINGS[0]) for suite in report.suites}
    assert tested == {given.relative.with_suffix("").as_posix() for given in EXAMPLES.values()}


def test_all_cases_pass(report: RunReport) -> None:
    assert report.ok, report.format()
    assert len(report.cases) > len(EXAMPLES)


def test_the_cases_cover_every_step_and_branch(report: RunReport) -> None:
    assert report.coverage.gaps == ()
    assert report.coverage.percent == 100
    assert report.coverage.branches > 10
