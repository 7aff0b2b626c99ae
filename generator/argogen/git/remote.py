"""What git knows of repositories elsewhere."""

from __future__ import annotations

import functools
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from argogen.git.library import Git, GitCommandError, GitCommandNotFound, Repo, read_error

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
COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
"""A commit as git writes it in full."""
_PART_OF_A_COMMIT = re.compile(r"[0-9a-f]{4,63}")


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
    if COMMIT.fullmatch(ref):
        return Resolved(ref, "commit")
    with _remote(url):
        lines = _ask(Git(), "ls-remote", "--", url, ref, f"{ref}^{{}}").splitlines()
    found = {name: commit for commit, _, name in (line.partition("\t") for line in lines)}
    tag = f"refs/tags/{ref.removeprefix('refs/tags/')}"
    for name in (f"{tag}^{{}}", tag, f"refs/heads/{ref}", ref):
        if name in found:
            return Resolved(found[name], "tag" if name.startswith(tag) else "branch")
    hint = "; a commit is written in full" if _PART_OF_A_COMMIT.fullmatch(ref) else ""
    raise RemoteError(f"{url} has no tag or branch '{ref}'{hint}")


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
        raise RemoteError(f"{url}: {read_error(error)}") from error
    finally:
        os.environ.update(own)
