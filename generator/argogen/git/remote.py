"""Query remote repositories: what a ref is, and the files of a commit."""

from __future__ import annotations

import functools
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from argogen.git.errors import GitError, GitMissingError
from argogen.git.program import open_git

if TYPE_CHECKING:
    from argogen.git.library import GitCommands

_SAFELY: Mapping[str, str] = {
    "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",  # not ext::, which runs a command
    "GIT_TERMINAL_PROMPT": "0",
}
# Those of `git rev-parse --local-env-vars` that say where a repository is, and what they are in one below a folder.
_OF_A_REPOSITORY = {
    "GIT_DIR": "",
    "GIT_WORK_TREE": "",
    "GIT_COMMON_DIR": "",
    "GIT_INDEX_FILE": "index",
    "GIT_OBJECT_DIRECTORY": "objects",
}
_EMPTY = {"GIT_ALTERNATE_OBJECT_DIRECTORIES": "", "GIT_PREFIX": ""}
_PATIENTLY = ("-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=30")
COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
"""A commit as git writes it in full."""
_PART_OF_A_COMMIT = re.compile(r"[0-9a-f]{4,63}")


class RemoteError(Exception):
    """A remote repository cannot be read; the message is for the user."""


class ResolvedRef(NamedTuple):
    """The commit of a ref, and what the ref is: a "tag", a "branch" or a "commit"."""

    commit: str
    kind: str


class Entry(NamedTuple):
    """A file of a commit: its path, its mode as git writes it, its size in bytes, and a function that reads it."""

    path: str
    mode: str
    size: int
    read: Callable[[], bytes]


def resolve(url: str, ref: str) -> ResolvedRef:
    """Resolve a tag, branch or commit of a remote repository. Raises RemoteError."""
    if COMMIT.fullmatch(ref):
        return ResolvedRef(ref, "commit")
    with _open(url) as git:
        lines = git.run("ls-remote", "--", url, ref, f"{ref}^{{}}").splitlines()
    found = {name: commit for commit, _, name in (line.partition("\t") for line in lines)}
    tag = f"refs/tags/{ref.removeprefix('refs/tags/')}"
    for name in (f"{tag}^{{}}", tag, f"refs/heads/{ref}", ref):
        if name in found:
            return ResolvedRef(found[name], "tag" if name.startswith(tag) else "branch")
    hint = "; a commit is written in full" if _PART_OF_A_COMMIT.fullmatch(ref) else ""
    raise RemoteError(f"{url} has no tag or branch '{ref}'{hint}")


def read_commit(url: str, commit: str, ref: str, path: str) -> Iterator[Entry]:
    """Yield the files of a folder of a commit of a remote repository; `ref` leads, or led, to the commit.

    Raises RemoteError.
    """
    with _open(url) as git:
        _fetch(git, url, commit, ref)
        for line in filter(None, _list_files(git, commit, path).split("\0")):
            about, _, name = line.partition("\t")
            mode, _, identity, size = about.split()
            read = functools.partial(git.read_object, identity)
            yield Entry(name, mode, int(size) if size.isdigit() else 0, read)


def _fetch(git: GitCommands, url: str, commit: str, ref: str) -> None:
    """Fetch a commit: by itself where the server allows that, else with all that the ref leads to."""
    try:
        git.run(*_PATIENTLY, "fetch", "--quiet", "--depth=1", "--no-tags", "--", url, commit)
    except GitError:
        git.run(*_PATIENTLY, "fetch", "--quiet", "--no-tags", "--", url, ref)
    try:
        git.run("cat-file", "-e", f"{commit}^{{commit}}")
    except GitError as error:
        raise RemoteError(f"the commit {commit} is not in {url} any more") from error


def _list_files(git: GitCommands, commit: str, path: str) -> str:
    try:
        return git.run("ls-tree", "-r", "-z", "-l", "--full-tree", f"{commit}:{path}")
    except GitError as error:
        raise RemoteError(f"there is no folder '{path}' in it") from error


@contextmanager
def _open(url: str) -> Iterator[GitCommands]:
    """Git, in an empty repository that is removed in the end. Raises RemoteError for what fails in it."""
    try:
        with tempfile.TemporaryDirectory(prefix="argogen-") as folder:
            git = open_git(Path(folder), {**_SAFELY, **_point_to(Path(folder))})
            try:
                git.run("init", "--quiet")
                yield git
            finally:
                git.close()
    except GitMissingError as error:
        raise RemoteError(str(error)) from error
    except GitError as error:
        raise RemoteError(f"{url}: {error}") from error


def _point_to(folder: Path) -> Mapping[str, str]:
    """Return the variables that point git to the repository in a folder.

    In a hook those of the environment lead it to the repository of the hook, whatever folder it runs in.
    """
    return {name: str(folder / below) for name, below in _OF_A_REPOSITORY.items()} | _EMPTY
