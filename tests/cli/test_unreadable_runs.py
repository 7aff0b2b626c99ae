"""Directories of runs that the user may not read, such as those of root in a container."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any, NoReturn

import pytest

from .conftest import GOOD, Run


@pytest.fixture
def runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory that also root may not read."""
    runs = folder / "runs"

    def refuse(path: Any) -> NoReturn:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    def guard(call: Any) -> Any:
        def guarded(path: Any, *args: Any, **named: Any) -> Any:
            is_inside = isinstance(path, str | Path) and runs in (Path(path), *Path(path).parents)
            return refuse(path) if is_inside else call(path, *args, **named)

        return guarded

    for name in ("stat", "listdir", "scandir", "open", "mkdir"):
        monkeypatch.setattr(os, name, guard(getattr(os, name)))
    (folder / "p.yaml").write_text(GOOD)
    return runs


def test_they_are_not_listed(run: Run, runs: Path) -> None:
    for action in ("list", "prune"):
        outcome = run("runs", action, "--runs", str(runs))
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err == f"argogen: cannot read the directory '{runs}': Permission denied\n"


def test_no_run_begins(run: Run, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("argogen.running.requirements.explain_absence", lambda: "")
    for arguments in ((), ("--no-isolation",)):
        outcome = run("run", "p.yaml", "--executor", "process", *arguments, "--runs", str(runs))
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err.splitlines()[-1].endswith(f"'{runs}': Permission denied")


@pytest.mark.parametrize("name", ["a", "runs/a"])
def test_they_are_not_found(run: Run, runs: Path, name: str) -> None:
    for arguments in (("graph", "p.yaml", "--run", name), ("runs", "show", name)):
        outcome = run(*arguments, "--runs", str(runs))
        assert (outcome.code, outcome.out) == (2, "")
        assert "Traceback" not in outcome.err
        assert outcome.err.startswith(("argogen: there is no run", "runs/a: error[unreadable-file]"))
