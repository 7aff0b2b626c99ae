"""`argogen doctor`."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from argogen.cli.commands.doctor import write_text
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
    Draft202012Validator(json.loads(run("schema", "doctor").out)).validate(data)
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


def test_each_item_is_one_line_without_control_characters() -> None:
    item = Item("TERM", "\x1b[31mxterm\nreport", Status.MISSING, "a\x9bb")
    assert write_text([Section("terminal", (item,))]).splitlines()[1:] == [
        "  missing   TERM  \\x1b[31mxterm\\nreport",
        f"{'':18}a\\x9bb",
    ]


def test_directories_that_cannot_be_searched(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for a user of a container whose HOME is that of root; root itself may search all directories."""
    home, stat = folder / "home", os.stat

    def refuse(path: Any, *args: Any, **named: Any) -> os.stat_result:
        if isinstance(path, str | Path) and home in Path(path).parents:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return stat(path, *args, **named)

    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    home.mkdir(mode=0o500)
    monkeypatch.setattr(os, "stat", refuse)
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != home)
    done = run("doctor")
    assert (done.code, done.err) == (0, "")
    assert done.out.count("(cannot be created)") == 2
