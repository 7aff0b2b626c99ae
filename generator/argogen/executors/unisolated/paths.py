"""Paths of this machine: where they lead, and their removal."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


def resolve(path: str) -> str:
    """Return the path of a file with the links in its directory followed, but not the file itself."""
    folder, name = os.path.split(path.rstrip("/") or "/")
    if name in ("", ".", ".."):
        return os.path.realpath(path)
    return os.path.join(os.path.realpath(folder), name)  # noqa: PTH118


def is_within(path: str, folder: str) -> bool:
    """Return whether a path is another one, or below it."""
    return path == folder or path.startswith(f"{folder.rstrip('/')}/")


def overlap(one: str, other: str) -> bool:
    """Return whether one of two paths is the other, or below it."""
    return is_within(one, other) or is_within(other, one)


def list_missing_parents(path: str) -> Iterator[str]:
    """Yield the directories above a path that do not exist, the nearest first."""
    parent = os.path.dirname(path)  # noqa: PTH120
    while parent != path and not os.path.lexists(parent):
        yield parent
        path, parent = parent, os.path.dirname(parent)  # noqa: PTH120


def find_parent(path: str) -> str:
    """Return the nearest directory above a path that exists."""
    return os.path.dirname([path, *list_missing_parents(path)][-1])  # noqa: PTH120


def remove(path: str) -> None:
    """Remove a file or directory, unless its directory leads elsewhere since it was resolved. Raises OSError."""
    if not os.path.lexists(path) or resolve(path) != path:
        return
    if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114
        shutil.rmtree(path, onerror=_unlock)
    else:
        Path(path).unlink(missing_ok=True)


def _unlock(function: Any, path: str, _: object) -> None:
    """Remove what a program has made inaccessible."""
    Path(path).parent.chmod(0o700)
    if not os.path.islink(path):  # noqa: PTH114
        Path(path).chmod(0o700)
    function(path)


def remove_empty(folders: Iterable[str]) -> None:
    """Remove directories that are empty, the longest paths first."""
    for folder in sorted(folders, key=len, reverse=True):
        if resolve(folder) == folder:
            try:
                os.rmdir(folder)  # noqa: PTH106
            except OSError:
                continue
