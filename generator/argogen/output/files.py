"""Write files atomically: a reader sees the old text or the new one."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place

_PREFIX, _SUFFIX = ".argogen-", ".tmp"
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_MAXIMUM_AGE = 3600  # seconds: no run takes that long between writing a file and putting it into its place


def write_files(texts: Mapping[Path, str], show: Callable[[Path], str] = str) -> None:
    """Write every text to its file, making folders where needed; `show` gives a path as messages show it.

    All of them are written to temporary files first, so a full disk or a missing permission leaves everything as it
    was. The target of a link is written, and the link stays. Pipes and devices are written last.
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
    """Remove files, and the folders that are empty then, except those to keep. Raises InvalidInputError."""
    for path in paths:
        with _explained(show(path), "removed"):
            path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder in keep or any(folder.iterdir()):
                break
            folder.rmdir()


def remove_old_temporary_files(folders: Iterable[Path]) -> None:
    """Remove the temporary files of runs that were killed; a recent one may belong to a run in progress."""
    for folder in folders:
        for file in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                if time.time() - file.stat().st_mtime > _MAXIMUM_AGE:
                    file.unlink()


def _make_folder(folder: Path) -> list[Path]:
    """Create a folder; return those of it and its parents that did not exist, the deepest first."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def is_stream(path: Path) -> bool:
    """Whether the file is a pipe or a device, which does not keep what is written to it."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _write_beside(path: Path, text: str) -> Path:
    if path.is_dir():
        raise IsADirectoryError(0, "it is a folder")
    beside = path.parent / f"{_PREFIX}{os.urandom(8).hex()}{_SUFFIX}"
    mode = _read_mode(path)
    # The kernel applies the umask; to read it, a process has to set it, for all of its threads.
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
    """Return the mode of the file that is replaced; None for a new one."""
    return path.stat().st_mode & 0o777 if path.exists() else None


def _remove(waiting: Iterable[Path], made: Iterable[Path]) -> None:
    """Remove temporary files that were not moved to their places, and folders that are empty then."""
    for beside in waiting:
        beside.unlink(missing_ok=True)
    for folder in sorted(made, key=lambda each: len(each.parts), reverse=True):
        with contextlib.suppress(OSError):  # it is not empty, as it should be
            folder.rmdir()


@contextlib.contextmanager
def _explained(name: str, done: str = "written") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"cannot be {done}: {error.strerror or error}"
        raise InvalidInputError([Diagnostic("unwritable-output", message, Place(name))]) from error
