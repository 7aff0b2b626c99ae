"""Find the files that a glob of a project file matches, with `*`, `**`, `?` and `[…]`."""

from __future__ import annotations

import fnmatch
import glob
from collections.abc import Iterator, Sequence
from pathlib import Path

from argogen.files import is_file, is_folder, report_unreadable, walk

_RECURSIVE = "**"


def expand_glob(folder: Path, pattern: str) -> list[Path]:
    """Return the files below a directory that match a pattern, sorted, without hidden ones.

    `**` is any number of directories if it is a whole part of the pattern, else the same as `*`. Raises
    InvalidInputError for a directory that cannot be read.
    """
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    return sorted(path for path in set(_expand(folder, tuple(parts), set())) if is_file(path))


def _expand(folder: Path, parts: tuple[str, ...], visited: set[tuple[Path, int]]) -> Iterator[Path]:
    """Yield the paths that match the parts; each directory is searched once for the same parts."""
    if (folder, len(parts)) in visited:
        return
    visited.add((folder, len(parts)))
    if not parts:
        yield folder
    elif parts[0] == _RECURSIVE:
        for directory in _list_directories(folder):
            yield from _expand(directory, parts[1:] or ("*",), visited)
    elif glob.has_magic(parts[0]):
        for name in fnmatch.filter(_list_names(folder), parts[0]):
            yield from _descend(folder / name, parts[1:], visited)
    else:
        yield from _descend(folder / parts[0], parts[1:], visited)


def _descend(path: Path, parts: tuple[str, ...], visited: set[tuple[Path, int]]) -> Iterator[Path]:
    if not parts or is_folder(path):
        yield from _expand(path, parts, visited)


def _list_directories(folder: Path) -> Iterator[Path]:
    for directory, folders, _ in walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield Path(directory)


def _list_names(folder: Path) -> Sequence[str]:
    try:
        return [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise report_unreadable(error, str(folder)) from error
