"""Git runs with separate variables, and the environment of this process does not change."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from argogen.git.errors import GitError, GitMissingError, NoRepositoryError
from argogen.git.program import find_top, open_git
from argogen.git.remote import RemoteError, resolve


def test_variables_are_those_of_the_command_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    before = dict(os.environ)
    git = open_git(tmp_path, {"GIT_DIR": str(tmp_path / "own")})
    git.run("init", "--quiet")
    assert git.run("rev-parse", "--absolute-git-dir") == str((tmp_path / "own").resolve())
    assert dict(os.environ) == before


def test_a_command_that_fails_gives_what_git_printed(tmp_path: Path) -> None:
    with pytest.raises(GitError, match=r"^unable to read config file"):
        open_git(tmp_path).run("config", "--file", "missing", "--list")


def test_a_repository_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NoRepositoryError):
        find_top(tmp_path)
    with pytest.raises(RemoteError, match="does not appear to be a git repository"):
        resolve(str(tmp_path / "missing"), "main")


def test_where_git_cannot_be_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitPython refuses to be, where it does not find the program."""
    monkeypatch.delitem(sys.modules, "argogen.git.library", raising=False)
    monkeypatch.setitem(sys.modules, "git", None)
    with pytest.raises(GitMissingError):
        open_git(tmp_path)
    with pytest.raises(RemoteError, match="git executable not found"):
        resolve("https://example.com/pack.git", "v1")
