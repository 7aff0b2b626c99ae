"""What git knows: the one door to it."""

from __future__ import annotations

import functools
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

# A git that is missing is told where it is needed; GitPython would do so as soon as it is imported.
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

from git import Git, GitCommandError, GitCommandNotFound, InvalidGitRepositoryError, NoSuchPathError, Repo

from argogen.diagnostics import Diagnostic, InvalidInputError, Place

_SAFELY = {
    "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",  # not ext::, which runs a command
    "GIT_TERMINAL_PROMPT": "0",
}
# Those of `git rev-parse --local-env-vars` that say where a repository is.
_OF_A_REPOSITORY = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_QUARANTINE_PATH",
    "GIT_PREFIX",
)
_PATIENTLY = ("-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=30")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
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
        raise _fault("no-repository", "this is not in a git repository", folder) from error
    except GitCommandNotFound as error:
        raise _fault("no-git", "the program git was not found", folder, "install it, or put it on the PATH") from error
    except GitCommandError as error:
        said = str(error.stderr).partition("stderr: ")[2].strip(" '\n") or str(error)
        raise _fault("git-failed", f"git could not say: {said}", folder) from error


def _fault(code: str, message: str, folder: Path, hint: str = "") -> InvalidInputError:
    return InvalidInputError([Diagnostic(code, message, Place(str(folder)), hint)])


class RemoteError(Exception):
    """A repository elsewhere does not give what is asked of it; the message is for people."""


class Resolved(NamedTuple):
    """What a ref is: a commit, by way of a "tag", a "branch" or by itself ("commit")."""

    commit: str
    kind: str


class Entry(NamedTuple):
    """A file of a commit: its path, its mode as git writes it, its size in bytes, and what reads it."""

    path: str
    mode: str
    size: int
    read: Callable[[], bytes]


def resolve(url: str, ref: str) -> Resolved:
    """What a tag, branch or commit of a repository elsewhere is now. Raises RemoteError."""
    if _COMMIT.fullmatch(ref):
        return Resolved(ref, "commit")
    with _remote(url):
        lines = _ask(Git(), "ls-remote", "--", url, ref, f"{ref}^{{}}").splitlines()
    found = {name: commit for commit, _, name in (line.partition("\t") for line in lines)}
    for name, kind in ((f"refs/tags/{ref}^{{}}", "tag"), (f"refs/tags/{ref}", "tag"), (f"refs/heads/{ref}", "branch")):
        if name in found:
            return Resolved(found[name], kind)
    raise RemoteError(f"{url} has no tag or branch '{ref}'")


def read_commit(url: str, commit: str, ref: str, path: str) -> Iterator[Entry]:
    """The files of a folder of a commit of a repository elsewhere; `ref` is where the commit is, or was, to be found.

    Raises RemoteError.
    """
    with tempfile.TemporaryDirectory(prefix="argogen-") as folder, _remote(url):
        repository = Repo.init(folder, bare=True)
        _fetch(repository.git, url, commit, ref)
        try:
            listed = _ask(repository.git, "ls-tree", "-r", "-z", "-l", "--full-tree", f"{commit}:{path}")
        except GitCommandError as error:
            raise RemoteError(f"there is no folder '{path}' in it") from error
        for line in filter(None, listed.split("\0")):
            about, _, name = line.partition("\t")
            mode, _, identity, size = about.split()
            read = functools.partial(_read_blob, repository, identity)
            yield Entry(name, mode, int(size) if size.isdigit() else 0, read)


def _read_blob(repository: Repo, identity: str) -> bytes:
    data: bytes = repository.odb.stream(bytes.fromhex(identity)).read()
    return data


def _fetch(git: Git, url: str, commit: str, ref: str) -> None:
    """Get a commit: alone where the server gives it, else with all that the ref leads to."""
    try:
        _ask(git, *_PATIENTLY, "fetch", "--quiet", "--depth=1", "--no-tags", "--", url, commit)
    except GitCommandError:
        _ask(git, *_PATIENTLY, "fetch", "--quiet", "--no-tags", "--", url, ref)
    try:
        _ask(git, "cat-file", "-e", f"{commit}^{{commit}}")
    except GitCommandError as error:
        raise RemoteError(f"the commit {commit} is not in {url} any more") from error


def _ask(git: Git, *command: str) -> str:
    return str(git.execute(["git", *command], env=_SAFELY))


@contextmanager
def _remote(url: str) -> Iterator[None]:
    # In a hook these lead git to the repository of the hook, whatever folder it is told.
    own = {name: os.environ.pop(name) for name in _OF_A_REPOSITORY if name in os.environ}
    try:
        yield
    except GitCommandNotFound as error:
        raise RemoteError("the program git was not found") from error
    except GitCommandError as error:
        said = str(error.stderr).partition("stderr: ")[2].strip(" '\n").removeprefix("fatal: ")
        raise RemoteError(f"{url}: {' '.join(said.split()) or error}") from error
    finally:
        os.environ.update(own)
