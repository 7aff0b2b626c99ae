"""What git knows of the repository here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.git.library import (
    Git,
    GitCommandError,
    GitCommandNotFound,
    InvalidGitRepositoryError,
    NoSuchPathError,
    Repo,
    read_error,
)
from argogen.paths import show_path

_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # what there was before the first commit


def list_tracked(folder: Path) -> frozenset[Path]:
    """The files that git tracks in the repository around a folder, as absolute paths. Raises InvalidInputError."""
    with _explained(folder):
        return _list(_open(folder), "ls-files", "-z")


def list_changed(folder: Path, since: str = "HEAD") -> frozenset[Path]:
    """The files that differ from a revision, or are new, or gone; of a renamed file both paths.

    What has been committed beside this branch since it left the revision's does not count. Paths are absolute. Raises
    InvalidInputError.
    """
    with _explained(folder):
        repository = _open(folder)
        base = _find_base(repository, since, folder)
        changed = _list(repository, "diff", "--name-only", "--no-renames", "-z", base, "--")
        return changed | _list(repository, "ls-files", "-z", "--others", "--exclude-standard")


def _open(folder: Path) -> Repo:
    return Repo(folder, search_parent_directories=True)


def _find_base(repository: Repo, since: str, folder: Path) -> str:
    if since == "HEAD" and not repository.head.is_valid():
        return _EMPTY_TREE
    try:
        commit = _run(repository.git, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{since}^{{commit}}")
    except GitCommandError as error:
        message = f"git knows no revision '{since}' here"
        hint = "in a shallow clone, fetch it first: git fetch origin REF"
        raise _fault("unknown-revision", message, folder, hint) from error
    try:
        return _run(repository.git, "merge-base", commit, "HEAD")
    except GitCommandError:  # they have nothing in common, or the clone is too shallow to know
        return commit


def _list(repository: Repo, *command: str) -> frozenset[Path]:
    top = Path(str(repository.working_tree_dir))
    return frozenset(top / name for name in _run(Git(top), *command).split("\0") if name)


def _run(git: Git, *command: str) -> str:
    return str(git.execute(["git", *command]))


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except (InvalidGitRepositoryError, NoSuchPathError) as error:
        hint = "what has changed, and which files are tracked, is asked of git: git init makes one"
        raise _fault("no-repository", "this folder is not in a git repository", folder, hint) from error
    except GitCommandNotFound as error:
        raise _fault("no-git", "the program git was not found", folder, "install it, or put it on the PATH") from error
    except GitCommandError as error:
        raise _fault("git-failed", f"git could not say: {read_error(error)}", folder) from error


def _fault(code: str, message: str, folder: Path, hint: str = "") -> InvalidInputError:
    return InvalidInputError([Diagnostic(code, message, Place(show_path(folder)), hint)])
