"""Wrap GitPython in functions that raise the errors of this package; it is imported nowhere else.

A git process inherits the environment of this one: GitPython can set variables for it, but not remove them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from git import Git, GitCommandError, GitCommandNotFound, InvalidGitRepositoryError, NoSuchPathError, Repo

from argogen.git.errors import GitError, GitMissingError, NoRepositoryError
from argogen.git.limits import GitLimits, supervise


class GitCommands:
    """Runs git commands in a directory, with `variables` added to the environment."""

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self._git = Git(str(folder))
        self._git.update_environment(**variables)

    def run(self, *command: str) -> str:
        """Run a command, and return its standard output. Raises GitError."""
        try:
            return str(self._git.execute(["git", *command]))
        except GitCommandNotFound as error:
            raise GitMissingError from error
        except GitCommandError as error:
            raise GitError(_read_message(error)) from error

    def run_limited(self, limits: GitLimits, *command: str) -> str:
        """Run a command that may take long or fill a directory. Raises GitError."""
        separate = {"start_new_session": True} if hasattr(os, "killpg") else {}
        try:
            handle = self._git.execute(["git", *command], as_process=True, **separate)
        except GitCommandNotFound as error:
            raise GitMissingError from error
        process = handle.proc  # which the handle terminates when it is no longer used
        assert process is not None
        out, err = supervise(process, limits)
        if process.returncode:
            raise GitError(_join_lines(err) or f"git exited with {process.returncode}")
        return out.rstrip("\n")

    def measure_object(self, identity: str) -> int:
        """Return the size of an object; a single git process reads all headers, until `close`."""
        _, _, size = self._git.get_object_header(identity)
        return size

    def read_object(self, identity: str) -> bytes:
        """Return the content of an object; a single git process reads all objects, until `close`."""
        _, _, _, data = self._git.get_object_data(identity)
        return data

    def close(self) -> None:
        """Terminate the process that reads objects."""
        self._git.clear_cache()


def find_top(folder: Path) -> Path:
    """Return the top of the working tree that a directory is in. Raises NoRepositoryError."""
    try:
        with Repo(folder, search_parent_directories=True) as repository:
            return Path(str(repository.working_tree_dir))
    except (InvalidGitRepositoryError, NoSuchPathError) as error:
        raise NoRepositoryError(str(error)) from error


def _read_message(error: GitCommandError) -> str:
    """Return the output of git, without the additions of GitPython."""
    return _join_lines(str(error.stderr).partition("stderr: ")[2].strip(" '\n")) or str(error)


def _join_lines(printed: str) -> str:
    lines = (line.strip().removeprefix("fatal: ") for line in printed.splitlines())
    return "; ".join(filter(None, lines))
