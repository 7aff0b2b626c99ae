"""`argogen doctor`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from argogen.installation import inspection
from argogen.installation.finding import Item, Section, Status
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def _without_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no programs; the tests of the inspection do."""
    sections = (Section("programs", (Item("git", "not installed", Status.MISSING, "install git"),)),)
    monkeypatch.setattr(inspection, "inspect_programs", lambda *_: sections)


def test_the_text_has_a_line_for_each_item(run: Run) -> None:
    done = run("doctor")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "versions"
    assert "  missing   git  not installed" in lines
    assert lines[lines.index("  missing   git  not installed") + 1] == f"{'':17}install git"
    assert "project" in lines
    assert "terminal" in lines


def test_the_json_has_the_same_items(run: Run) -> None:
    done = run("doctor", "--format", "json")
    data = json.loads(done.out)
    assert (done.code, data["usable"]) == (0, True)
    names = [section["name"] for section in data["sections"]]
    assert names == [line for line in run("doctor").out.splitlines() if line and not line.startswith(" ")]
    items = {item["name"]: item for section in data["sections"] for item in section["items"]}
    assert items["git"] == {"name": "git", "status": "missing", "value": "not installed", "hint": "install git"}


def test_what_the_project_requires_is_an_error(run: Run, folder: Path) -> None:
    (folder / "argogen.yaml").write_text("pipelines: p/\npacks: {acme: {git: x, ref: v1}}\n")
    done = run("doctor")
    assert done.code == 1
    assert "  required  pack acme" in done.out
    assert json.loads(run("doctor", "--format", "json").out)["usable"] is False


def test_home_directories_and_secrets_are_not_shown(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "argogen.yaml").write_text("pipelines: p/\n")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("ACME_TOKEN", "swordfish")
    for arguments in (("doctor",), ("doctor", "--format", "json")):
        done = run(*arguments)
        assert str(folder) not in done.out
        assert "swordfish" not in done.out
        assert "~/argogen.yaml" in done.out
