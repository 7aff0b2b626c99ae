"""Write files atomically: a concurrent reader sees either the old or the new content."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place

_PREFIX, _SUFFIX = ".argogen-", ".tmp"
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_MAXIMUM_AGE = 3600  # seconds; a run moves its temporary files much sooner


def write_files(texts: Mapping[Path, str], show: Callable[[Path], str] = str) -> None:
    """Write content to files, creating missing directories; `show` formats a path for messages.

    All content is written to temporary files first, so that no file changes if the disk is full or a permission is
    missing. Symbolic links are kept, and their targets are written. Pipes and devices are written last.
    Raises InvalidInputError.
    """
    waiting: dict[Path, Path] = {}
    made: list[Path] = []
    try:
        for path, text in texts.items():
            with _explained(show(path)):
                made += _make_folder(path.parent)
                if not is_stream(path):
                    waiting[path] = _write_beside(Path(os.path.realpath(path)), text)
        for path, beside in waiting.items():
            with _explained(show(path)):
                beside.replace(os.path.realpath(path))
        for path in texts.keys() - waiting.keys():
            with _explained(show(path)):
                path.write_text(texts[path], encoding="utf-8", newline="\n")
    finally:
        _remove(waiting.values(), made)


def remove_files(paths: Iterable[Path], keep: Container[Path], show: Callable[[Path], str] = str) -> None:
    """Remove files and directories that become empty, except those in `keep`. Raises InvalidInputError."""
    for path in paths:
        with _explained(show(path), "removed"):
            path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder in keep or any(folder.iterdir()):
                break
            folder.rmdir()


def remove_old_temporary_files(folders: Iterable[Path]) -> None:
    """Remove the temporary files of killed runs; recent ones may belong to a run in progress, and are kept."""
    for folder in folders:
        for file in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                if time.time() - file.stat().st_mtime > _MAXIMUM_AGE:
                    file.unlink()


def _make_folder(folder: Path) -> list[Path]:
    """Create a directory and its parents; return the created ones, the deepest first."""
    missing = [each for each in (folder, *folder.parents) if not os.path.lexists(each)]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def is_stream(path: Path) -> bool:
    """Whether the file is a pipe or a device, whose content cannot be read back."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _write_beside(path: Path, text: str) -> Path:
    if path.is_dir():
        raise IsADirectoryError(0, "is a directory")
    beside = path.parent / f"{_PREFIX}{os.urandom(8).hex()}{_SUFFIX}"
    mode = _read_mode(path)
    # The kernel applies the umask: a process can read it only by setting it, for all of its threads.
    descriptor = os.open(beside, _CREATE, 0o666 if mode is None else 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        if mode is not None:
            beside.chmod(mode)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def _read_mode(path: Path) -> int | None:
    """Return the mode of an existing file; None for a new one."""
    return path.stat().st_mode & 0o777 if path.exists() else None


def _remove(waiting: Iterable[Path], made: Iterable[Path]) -> None:
    """Remove temporary files that were not moved to their targets, and directories that become empty."""
    for beside in waiting:
        beside.unlink(missing_ok=True)
    for folder in sorted(made, key=lambda each: len(each.parts), reverse=True):
        with contextlib.suppress(OSError):  # it contains the written files
            folder.rmdir()


@contextlib.contextmanager
def _explained(name: str, done: str = "written") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"file cannot be {done}: {error.strerror or error}"
        raise InvalidInputError([Diagnostic("unwritable-output", message, Place(name))]) from error
