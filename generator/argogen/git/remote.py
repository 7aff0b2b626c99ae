"""Query remote repositories: the commit of a ref, and the files of a commit."""

from __future__ import annotations

import functools
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from argogen.git.errors import GitError, GitLimitError, GitMissingError
from argogen.git.limits import GitLimits
from argogen.git.program import open_git

if TYPE_CHECKING:
    from argogen.git.library import GitCommands

_SAFELY: Mapping[str, str] = {
    "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",  # without ext::, which runs a command
    "GIT_TERMINAL_PROMPT": "0",
}
# Variables of `git rev-parse --local-env-vars` that locate a repository, with their paths relative to its directory.
_OF_A_REPOSITORY = {
    "GIT_DIR": "",
    "GIT_WORK_TREE": "",
    "GIT_COMMON_DIR": "",
    "GIT_INDEX_FILE": "index",
    "GIT_OBJECT_DIRECTORY": "objects",
}
_EMPTY = {"GIT_ALTERNATE_OBJECT_DIRECTORIES": "", "GIT_PREFIX": ""}
# Objects are kept in a pack, and large ones not in memory.
_FRUGALLY = ("-c", "fetch.unpackLimit=1", "-c", "core.bigFileThreshold=1m", "-c", "gc.auto=0")
SECONDS = 60
"""The time limit of each command that uses the network."""

MAX_FETCHED = 100 * 2**20
"""The size of a repository that is fetched: a pack has at most 20 MiB, compressed less."""

MAX_ENTRIES = 10_000
"""The number of files and directories of a commit that are listed."""

_MAX_TREE = 2**20  # bytes of the list of a directory
_MAX_DEPTH = 50
_PASSWORD = re.compile(r"(?<=://)[^/@\s]*@")
COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
"""A full commit hash."""
_DIRECTORY, _SUBMODULE = "40000", "160000"
_PART_OF_A_COMMIT = re.compile(r"[0-9a-f]{4,63}")


class RemoteError(Exception):
    """A remote repository cannot be read; the message is for the user."""


class ResolvedRef(NamedTuple):
    """The commit of a ref, and the kind of ref: "tag", "branch" or "commit"."""

    commit: str
    kind: str


class Entry(NamedTuple):
    """A file of a commit: its path, its git file mode, its size in bytes, and a function that reads it."""

    path: str
    mode: str
    size: int
    read: Callable[[], bytes]


def resolve(url: str, ref: str) -> ResolvedRef:
    """Resolve a tag, branch or commit of a remote repository. Raises RemoteError."""
    if COMMIT.fullmatch(ref):
        return ResolvedRef(ref, "commit")
    with _open(url) as (git, limits):
        lines = git.run_limited(limits, "ls-remote", "--", url, ref, f"{ref}^{{}}").splitlines()
    found = {name: commit for commit, _, name in (line.partition("\t") for line in lines)}
    tag = f"refs/tags/{ref.removeprefix('refs/tags/')}"
    for name in (f"{tag}^{{}}", tag, f"refs/heads/{ref}", ref):
        if name in found:
            return ResolvedRef(found[name], "tag" if name.startswith(tag) else "branch")
    hint = "; use the full hash of a commit" if _PART_OF_A_COMMIT.fullmatch(ref) else ""
    raise RemoteError(f"no tag or branch '{ref}' in {hide_password(url)}{hint}")


def read_commit(url: str, commit: str, ref: str, path: str) -> Iterator[Entry]:
    """Yield the files in a directory of a remote commit; `ref` is, or was, a ref of the commit.

    Nothing is listed beyond the limits, also of directories that contain each other many times. Raises RemoteError.
    """
    with _open(url) as (git, limits):
        _fetch(git, limits, url, commit, ref)
        yield from _list_entries(git, _find_tree(git, commit, path))


def _fetch(git: GitCommands, limits: GitLimits, url: str, commit: str, ref: str) -> None:
    """Fetch a single commit if the server allows that, else the history of the ref."""
    command = (*_FRUGALLY, "fetch", "--quiet", "--no-tags")
    try:
        git.run_limited(limits, *command, "--depth=1", "--", url, commit)
    except GitLimitError:
        raise
    except GitError:
        git.run_limited(limits, *command, "--", url, ref)
    try:
        git.run("cat-file", "-e", f"{commit}^{{commit}}")
    except GitError as error:
        raise RemoteError(f"commit {commit} no longer exists in {hide_password(url)}") from error


def _find_tree(git: GitCommands, commit: str, path: str) -> str:
    try:
        found = git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}:{path}")
        if git.run("cat-file", "-t", found) == "tree":
            return found
    except GitError as error:
        raise RemoteError(f"no directory '{path}' in the repository") from error
    raise RemoteError(f"'{path}' in the repository is a file: a pack is a directory")


def _list_entries(git: GitCommands, root: str) -> Iterator[Entry]:
    """Yield the files of a tree and of those in it, in order, without recursion."""
    count = 0
    pending = [("", root)]
    while pending:
        folder, tree = pending.pop()
        if git.measure_object(tree) > _MAX_TREE or folder.count("/") > _MAX_DEPTH:
            raise RemoteError(f"directory '{folder}' has too many files, or is too deep")
        inner: list[tuple[str, str]] = []
        for mode, name, identity in parse_tree(git.read_object(tree), len(tree) // 2):
            count += 1
            if count > MAX_ENTRIES:
                raise RemoteError(f"it contains more than {MAX_ENTRIES:,} files and directories")
            if mode == _DIRECTORY:
                inner.append((f"{folder}{name}/", identity))
            else:
                size = 0 if mode == _SUBMODULE else git.measure_object(identity)
                yield Entry(f"{folder}{name}", mode, size, functools.partial(git.read_object, identity))
        pending += reversed(inner)


def parse_tree(content: bytes, length: int) -> Iterator[tuple[str, str, str]]:
    """Yield the mode, name and hash of each entry of a tree object, whose hashes have this number of bytes.

    Raises RemoteError for a name that is not UTF-8.
    """
    at = 0
    while at < len(content):
        end = content.index(b"\0", at)
        mode, _, name = content[at:end].partition(b" ")
        at = end + 1 + length
        try:
            yield mode.decode(), name.decode(), content[end + 1 : at].hex()
        except UnicodeDecodeError as error:
            raise RemoteError(f"file name {name!r} is not UTF-8") from error


def hide_password(text: str) -> str:
    """Return a string without the user and password of the URLs in it."""
    return _PASSWORD.sub("***@", text)


@contextmanager
def _open(url: str) -> Iterator[tuple[GitCommands, GitLimits]]:
    """Provide git in a temporary empty repository, and its limits. Raises RemoteError for failures within."""
    try:
        with tempfile.TemporaryDirectory(prefix="argogen-") as folder:
            git = open_git(Path(folder), {**_SAFELY, **_point_to(Path(folder))})
            try:
                git.run("init", "--quiet")
                yield git, GitLimits(SECONDS, Path(folder), MAX_FETCHED)
            finally:
                git.close()
    except GitMissingError as error:
        raise RemoteError(str(error)) from error
    except GitError as error:
        raise RemoteError(hide_password(f"{url}: {error}")) from error


def _point_to(folder: Path) -> Mapping[str, str]:
    """Return the variables that point git to the repository in a directory.

    In a git hook, the environment points to the repository of the hook, independent of the working directory.
    """
    return {name: str(folder / below) for name, below in _OF_A_REPOSITORY.items()} | _EMPTY
