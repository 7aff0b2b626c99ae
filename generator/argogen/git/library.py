"""GitPython, behind functions that raise the errors of this package; it is imported nowhere else.

GitPython gives a git process the environment of this one, with changes: variables can be set for it, not removed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from git import Git, GitCommandError, GitCommandNotFound, InvalidGitRepositoryError, NoSuchPathError, Repo

from argogen.git.errors import GitError, GitMissingError, NoRepositoryError


class GitCommands:
    """Runs git commands in a folder, with `variables` beside those of the environment."""

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self._git = Git(str(folder))
        self._git.update_environment(**variables)

    def run(self, *command: str) -> str:
        """Run a command; return what it prints on standard output. Raises GitError."""
        try:
            return str(self._git.execute(["git", *command]))
        except GitCommandNotFound as error:
            raise GitMissingError from error
        except GitCommandError as error:
            raise GitError(_read_message(error)) from error

    def read_object(self, identity: str) -> bytes:
        """Return the content of an object; one git process reads all of them, until `close`."""
        _, _, _, data = self._git.get_object_data(identity)
        return data

    def close(self) -> None:
        """End the process that reads objects."""
        self._git.clear_cache()


def find_top(folder: Path) -> Path:
    """Return the top of the working tree that a folder is in. Raises NoRepositoryError."""
    try:
        with Repo(folder, search_parent_directories=True) as repository:
            return Path(str(repository.working_tree_dir))
    except (InvalidGitRepositoryError, NoSuchPathError) as error:
        raise NoRepositoryError(str(error)) from error


def _read_message(error: GitCommandError) -> str:
    """Return what git printed, without what GitPython adds."""
    printed = str(error.stderr).partition("stderr: ")[2].strip(" '\n")
    lines = (line.strip().removeprefix("fatal: ") for line in printed.splitlines())
    return "; ".join(filter(None, lines)) or str(error)
