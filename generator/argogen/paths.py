"""Relative paths as stamps write them, and paths with links resolved."""

from __future__ import annotations

import functools
import os
from pathlib import Path


def find_relative_path(path: Path, folder: Path) -> str:
    """Return the path from a folder to `path`, with `/`; absolute if on another drive. Both paths are absolute."""
    relative = _find_relative_path(path.parent, folder)
    return f"{relative}/{path.name}" if relative != "." else path.name


@functools.lru_cache(1024)  # most of what lies in one folder comes from one other folder
def _find_relative_path(path: Path, folder: Path) -> str:
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:  # another drive
        relative = str(path)
    return relative.replace(os.sep, "/")


class RealPaths:
    """Resolves links in paths; those of each folder once."""

    def __init__(self) -> None:
        self._folders: dict[Path, str] = {}

    def find(self, path: Path) -> str:
        """Return the file itself, which need not exist."""
        if os.path.islink(path):  # noqa: PTH114 - a Path would raise for a name that is too long
            return os.path.realpath(path)
        return self.locate(path)

    def locate(self, path: Path) -> str:
        """Return where the file, or the link to it, really lies."""
        if path.parent not in self._folders:
            self._folders[path.parent] = os.path.realpath(path.parent)
        return f"{self._folders[path.parent]}{os.sep}{path.name}"
