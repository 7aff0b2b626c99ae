"""The directories of caches and of the records of runs: their size, their owner, and whether they are writable."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from argogen.caches import find_user_cache, find_user_state
from argogen.files import walk
from argogen.installation.finding import Item, Section, Status

_ENTRIES = 20_000
_UNITS = ("B", "KiB", "MiB", "GiB")
_STEP = 1024


def inspect_directories() -> Section:
    """Return the directories of the user."""
    return Section("directories", (_show("cache", find_user_cache()), _show("records of runs", find_user_state())))


def _show(name: str, directory: Path | None) -> Item:
    if directory is None:
        return Item(name, "no home directory: nothing is kept", Status.MISSING, "set HOME")
    if not directory.exists():
        parent = next(parent for parent in directory.parents if parent.exists())
        if os.access(parent, os.W_OK):
            return Item(name, f"{directory} (does not exist yet)")
        return Item(name, f"{directory} (cannot be created)", Status.MISSING, f"make {parent} writable")
    return show_directory(name, directory)


def show_directory(name: str, directory: Path) -> Item:
    """Return the item of a directory that exists."""
    problems = list(_find_problems(directory))
    text = f"{directory} ({', '.join([measure(directory), *problems])})"
    return Item(name, text, Status.MISSING if problems else Status.OK, _suggest(directory, problems))


def _find_problems(directory: Path) -> Iterator[str]:
    status = directory.stat()
    if not stat.S_ISDIR(status.st_mode):
        yield "not a directory"
    elif not os.access(directory, os.W_OK | os.X_OK):
        yield "not writable"
    if hasattr(os, "geteuid"):
        if status.st_uid != os.geteuid():
            yield "owned by another user"
        elif status.st_mode & 0o077:
            yield "accessible to other users"


def _suggest(directory: Path, problems: list[str]) -> str:
    if not problems:
        return ""
    return f"run: chmod 700 {directory}" if "accessible" in problems[-1] else f"remove {directory}, or change its owner"


def measure(directory: Path) -> str:
    """Return the size of the files in a directory, in binary units; of many files, a lower bound."""
    size = number = 0
    for folder, _, names in walk(directory):
        for name in names:
            number += 1
            size += _find_size(Path(folder, name))
        if number > _ENTRIES:
            return f"more than {_format(size)}"
    return _format(size)


def _find_size(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:
        return 0


def _format(size: int) -> str:
    amount, unit = float(size), 0
    while amount >= _STEP and unit < len(_UNITS) - 1:
        amount, unit = amount / _STEP, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}" if unit else f"{size} {_UNITS[0]}"
