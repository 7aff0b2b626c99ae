"""Query the local repository: tracked and changed files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.git.errors import GitError, GitMissingError, NoRepositoryError
from argogen.git.program import find_top, open_git

if TYPE_CHECKING:
    from argogen.git.library import GitCommands

_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # of a repository without commits


def list_tracked(folder: Path) -> frozenset[Path]:
    """Return the absolute paths of the files that git tracks in a repository. Raises InvalidInputError."""
    with _explained():
        top = find_top(folder)
        return _list(top, open_git(top), "ls-files", "-z")


def list_changed(folder: Path, since: str = "HEAD") -> frozenset[Path]:
    """Return the files that were changed, added or deleted since a revision; both paths of a renamed file.

    Changes are relative to the merge base, as in a pull request. Paths are absolute. Raises InvalidInputError.
    """
    with _explained():
        top = find_top(folder)
        git = open_git(top)
        base = _find_base(git, since)
        changed = _list(top, git, "diff", "--name-only", "--no-renames", "-z", base, "--")
        return changed | _list(top, git, "ls-files", "-z", "--others", "--exclude-standard")


def _find_base(git: GitCommands, since: str) -> str:
    try:
        commit = _find_commit(git, since)
    except GitMissingError:
        raise
    except GitError as error:
        if since == "HEAD":
            return _EMPTY_TREE
        message = f"unknown git revision '{since}'"
        hint = "in a shallow clone, fetch it first: 'git fetch origin REF'"
        raise _error("unknown-revision", message, hint) from error
    try:
        return git.run("merge-base", commit, "HEAD")
    except GitError:  # there is no common history, or the clone is too shallow
        return commit


def _find_commit(git: GitCommands, revision: str) -> str:
    return git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")


def _list(top: Path, git: GitCommands, *command: str) -> frozenset[Path]:
    return frozenset(top / name for name in git.run(*command).split("\0") if name)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except NoRepositoryError as error:
        hint = "changed and tracked files are determined by git: run 'git init' to create a repository"
        raise _error("not-a-git-repository", "this directory is not in a git repository", hint) from error
    except GitMissingError as error:
        raise _error("git-not-found", str(error), "install git, or add it to PATH") from error
    except GitError as error:
        raise _error("git-error", f"git failed: {error}") from error


def _error(code: str, message: str, hint: str = "") -> InvalidInputError:
    return InvalidInputError([Diagnostic(code, message, Place("."), hint)])
