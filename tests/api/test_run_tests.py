"""`argogen.run_tests`, the library form of `argogen test`."""

from __future__ import annotations

from pathlib import Path

import pytest

import argogen

PIPELINE = "name: p\nimage: alpine:${{ vars.tag }}\nparameters: {n: '1'}\nrun: ls\n"
CASES = (
    "cases: [{name: one, mocks: {p: {}}, expect: {ran: [p]}}, {name: two, mocks: {p: {}}, expect: {not_ran: [p]}}]\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "p.yaml").write_text(PIPELINE)
    (tmp_path / "p.test.yaml").write_text(CASES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_runs_test_files(folder: Path) -> None:
    report = argogen.run_tests(variables={"tag": "3.23"})
    assert not report.ok
    assert [(case.name, case.has_passed, case.phase) for case in report.cases] == [
        ("one", True, "Succeeded"), ("two", False, "Succeeded"),
    ]  # fmt: skip
    assert [found.message for found in report.diagnostics] == ["step 'p' ran, expected it not to run"]
    assert (report.coverage.covered_steps, report.coverage.steps) == (1, 1)


def test_selects_paths_and_cases(folder: Path) -> None:
    for paths in (folder / "p.yaml", "p.test.yaml", ["p.test.yaml"], [folder]):
        assert argogen.run_tests(paths, names="one", variables={"tag": "3.23"}).ok


def test_errors_of_the_input_are_diagnostics(folder: Path) -> None:
    report = argogen.run_tests()
    assert [found.code for found in report.diagnostics] == ["undefined-name"]
    missing = argogen.run_tests("missing.yaml")
    assert (missing.ok, [found.code for found in missing.diagnostics]) == (False, ["missing-file"])
    with pytest.raises(ValueError, match="unknown Argo version"):
        argogen.run_tests(argo_version="9.9")


def test_unsaved_files_are_read(folder: Path) -> None:
    unsaved = {folder / "p.test.yaml": CASES.replace("not_ran", "ran")}
    session = argogen.Session(
        read=lambda path: unsaved[path] if path in unsaved else path.read_text("utf-8"), cwd=folder
    )
    assert session.run_tests(variables={"tag": "3.23"}).ok
