"""Relative paths in stamps, and real paths."""

from __future__ import annotations

import functools
import os
from pathlib import Path


def find_relative_path(path: Path, directory: Path) -> str:
    """Return `path` relative to a directory, with `/`; absolute if on another drive. Both arguments are absolute."""
    parent, name = _split(str(path))
    relative = _find_relative_path(parent, str(directory))
    return f"{relative}/{name}" if relative != "." else name


@functools.lru_cache(1024)  # most calls have the same two directories
def _find_relative_path(path: str, directory: str) -> str:
    try:
        relative = os.path.relpath(path, directory)
    except ValueError:  # another drive
        relative = path
    return relative.replace(os.sep, "/")


def _split(path: str) -> tuple[str, str]:
    """Split a normal path at its last separator, which is kept after a root, in a third of the time of `os.path`."""
    directory, separator, name = path.rpartition(os.sep)
    return (directory if os.sep in directory else f"{directory}{separator}"), name


class RealPaths:
    """Resolves symbolic links in paths; those of each directory once."""

    def __init__(self) -> None:
        self._directories: dict[str, str] = {}

    def find(self, path: Path) -> str:
        """Return the real path of a file, which need not exist."""
        text = str(path)
        if os.path.islink(text):  # noqa: PTH114 - Path.is_symlink raises for a name that is too long
            return os.path.realpath(text)
        return self._locate(text)

    def locate(self, path: Path) -> str:
        """Return the path with links in its directory resolved, but not a link at its end."""
        return self._locate(str(path))

    def _locate(self, path: str) -> str:
        directory, name = _split(path)
        if directory not in self._directories:
            self._directories[directory] = os.path.realpath(directory)
        return f"{self._directories[directory]}{os.sep}{name}"
