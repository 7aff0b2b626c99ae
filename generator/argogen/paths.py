"""Paths as people and stamps write them."""

from __future__ import annotations

import functools
import os
from pathlib import Path


def find_relative_path(path: Path, folder: Path) -> str:
    """The path from a folder to another whole path, with `/`; whole where there is none, on another drive."""
    way = _find_relative_path(path.parent, folder)
    return f"{way}/{path.name}" if way != "." else path.name


@functools.lru_cache(1024)  # most of what lies in one folder comes from one other folder
def _find_relative_path(path: Path, folder: Path) -> str:
    try:
        way = os.path.relpath(path, folder)
    except ValueError:  # another drive
        way = str(path)
    return way.replace(os.sep, "/")


class RealPaths:
    """Where paths lead, through links; the links of each folder are followed once."""

    def __init__(self) -> None:
        self._folders: dict[Path, str] = {}

    def find(self, path: Path) -> str:
        """The file itself; it need not exist."""
        if os.path.islink(path):  # noqa: PTH114 - a Path would raise for a name that is too long
            return os.path.realpath(path)
        return self.locate(path)

    def locate(self, path: Path) -> str:
        """Where the file itself, or the link to it, really lies."""
        if path.parent not in self._folders:
            self._folders[path.parent] = os.path.realpath(path.parent)
        return f"{self._folders[path.parent]}{os.sep}{path.name}"
