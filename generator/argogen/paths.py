"""Relative paths as stamps write them, paths with links resolved, and the template files of a folder."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
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


def list_template_files(folder: Path) -> Iterator[Path]:
    """Yield the template files of a folder, without hidden ones, by their paths below it."""
    for path in folder.rglob("*.j2"):
        relative = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in relative.parts):
            yield relative


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
