"""The directories of caches and of the records of runs: their size, their owner, and whether they are writable."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from argogen.caches import find_user_cache, find_user_state
from argogen.files import is_folder
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
    # A Path would raise for directories below one that cannot be read, such as the home directory of another user.
    if os.path.exists(directory):  # noqa: PTH110
        return show_directory(name, directory)
    parent = next(parent for parent in directory.parents if os.path.exists(parent))  # noqa: PTH110
    if is_folder(parent) and os.access(parent, os.W_OK | os.X_OK):
        return Item(name, f"{directory} (does not exist yet)")
    return Item(name, f"{directory} (cannot be created)", Status.MISSING, f"make {parent} a directory that is writable")


def show_directory(name: str, directory: Path) -> Item:
    """Return the item of a directory that exists."""
    try:
        problem, hint = next(_find_problems(directory), ("", ""))
    except OSError as error:
        problem, hint = f"cannot be read: {error.strerror}", f"make {directory} readable"
    text = f"{directory} ({', '.join(filter(None, (measure(directory), problem)))})"
    return Item(name, text, Status.MISSING if problem else Status.OK, hint)


def _find_problems(directory: Path) -> Iterator[tuple[str, str]]:
    """Yield the reasons why a directory or one in it is not used, each with a hint."""
    if not directory.is_dir():
        yield "not a directory", f"remove {directory}"
    elif not os.access(directory, os.W_OK | os.X_OK):
        yield "not writable", f"make {directory} writable"
    if hasattr(os, "geteuid") and directory.is_dir():
        yield from _find_foreign(directory, os.geteuid(), 0o022)
        for each in sorted(directory.iterdir()):
            yield from _find_foreign(each, os.geteuid(), 0o077) if each.is_dir() else ()


def _find_foreign(directory: Path, user: int, forbidden: int) -> Iterator[tuple[str, str]]:
    """Yield the reasons why a directory is not used: files in it are executed or unpacked."""
    status = directory.lstat()
    if status.st_uid != user:
        yield f"{directory.name} is owned by another user", f"remove {directory}, or change its owner"
    elif stat.S_IMODE(status.st_mode) & forbidden:
        yield f"{directory.name} is accessible to other users", f"run: chmod 700 {directory}"


def measure(directory: Path) -> str:
    """Return the size of the files in a directory, in binary units; of many files, a lower bound."""
    size = number = 0
    for folder, _, names in os.walk(directory):  # without the files that cannot be read
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
