"""Run test files in a temporary directory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from argogen import RunReport, Session

Check = Callable[..., RunReport]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """A function that runs the test file of a pipeline; `files` are further files by name."""

    def run(pipeline: str, cases: str, files: dict[str, str] | None = None, **options: object) -> RunReport:
        for name, text in {"p.yaml": pipeline, "p.test.yaml": cases, **(files or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return Session(environ={}, cwd=tmp_path).run_tests("p.test.yaml", **options)  # type: ignore[arg-type]

    return run


def messages(report: RunReport) -> list[str]:
    """The messages of a report, each with its line and column."""
    return [f"{d.place.line}:{d.place.column} {d.code}: {d.message}" for d in report.diagnostics]
