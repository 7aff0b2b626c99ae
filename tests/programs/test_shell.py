"""The code that argogen writes around shell commands of runnable pipelines, run for real."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from .running import Outcome, render, run_template

CONFIGURATION = """\
executor:
  type: argo
  config: {image: busybox, persistent_volumes: [{name: claim, mount_path: /mnt}]}
catalog: {type: file-system, config: {catalog_location: /mnt/catalog}}
"""


def run_shell(folder: Path, command: str, returns: Sequence[str] = (), **catalog: Sequence[str]) -> Outcome:
    """Run a task with a command in a directory."""
    (folder / "config.yaml").write_text(CONFIGURATION, "utf-8")
    task: dict[str, Any] = {"type": "task", "command_type": "shell", "command": command, "next": "success"}
    task |= {"returns": [{"name": name} for name in returns], "catalog": catalog}
    ends = {name: {"type": name} for name in ("success", "fail")}
    pipeline = {"dag": {"start_at": "work", "steps": {"work": task, **ends}}}
    templates = render(json.dumps(pipeline), folder, folder / "config.yaml")
    return run_template(next(each for each in templates if each["name"] == "work"), folder, {})


def put(folder: Path, *names: str) -> None:
    """Files that say their own names."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


@pytest.mark.parametrize(
    ("command", "value"),
    [
        ("x=5", "5"),
        ("export x=5", "5"),
        ("x='it is \"so\", $HOME'", 'it is "so", $HOME'),
        ("x='two\nlines'", "two\nlines"),
        ("x=", ""),
        ("x=a; x=b  # the last one", "b"),
        ("read -r x <<end\nhello\nend", "hello"),
    ],
)
def test_variables_after_the_command_become_outputs(tmp_path: Path, command: str, value: str) -> None:
    done = run_shell(tmp_path, command, ["x"])
    assert (done.code, done.logs, done.outputs) == (0, "", {"x": value})


def test_a_variable_that_is_not_set_fails_the_task(tmp_path: Path) -> None:
    done = run_shell(tmp_path, "y=1", ["x"])
    assert (done.code != 0, done.outputs) == (True, {})
    assert "x: is not set" in done.logs


@pytest.mark.parametrize("command", ["x=1; exit 7", "x=1; (exit 7)"])
def test_the_exit_code_is_that_of_the_command(tmp_path: Path, command: str) -> None:
    done = run_shell(tmp_path, command, ["x"])
    assert (done.code, done.outputs) == (7, {})


def test_files_are_taken_from_the_catalog_and_put_there(tmp_path: Path) -> None:
    put(tmp_path, "tmp/catalog/in.csv", "tmp/catalog/deep/er/in.csv", "tmp/catalog/left.txt")
    command = "mkdir out && cat in.csv deep/er/in.csv > 'out/all of it.csv' && echo > out/none.txt"
    done = run_shell(tmp_path, command, get=["**/*.csv"], put=["out/*.csv"])
    assert (done.code, done.logs) == (0, "")
    kept = {path.relative_to(tmp_path / "tmp/catalog").as_posix() for path in (tmp_path / "tmp/catalog").rglob("*.*")}
    assert kept == {"in.csv", "deep/er/in.csv", "left.txt", "out/all of it.csv"}
    assert (tmp_path / "tmp/catalog/out/all of it.csv").read_text() == "tmp/catalog/in.csvtmp/catalog/deep/er/in.csv"


def test_files_are_put_from_where_the_command_began(tmp_path: Path) -> None:
    done = run_shell(tmp_path, "echo 1 > one.csv; mkdir else; cd else", put=["*.csv"])
    assert (done.code, (tmp_path / "tmp/catalog/one.csv").read_text()) == (0, "1\n")


@pytest.mark.parametrize("catalog", [{"get": ["*.csv"]}, {"put": ["*.csv"]}])
def test_a_pattern_that_nothing_matches_fails_the_task(tmp_path: Path, catalog: dict[str, list[str]]) -> None:
    put(tmp_path, "tmp/catalog/left.txt")
    done = run_shell(tmp_path, "true", **catalog)
    assert done.code != 0
    assert "matches *.csv" in done.logs
