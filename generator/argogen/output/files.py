"""Write files atomically: every reader sees the old text or the new one."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place


def write_files(texts: Mapping[Path, str]) -> None:
    """Write every text to its file, making folders where needed.

    All of them are written beside their places first, so a full disk or a forbidden folder leaves everything as it was.
    A link stays, and what it leads to is written; into a pipe or a device the text goes at last.
    Raises InvalidInputError.
    """
    waiting: dict[Path, Path] = {}
    made: list[Path] = []
    try:
        for path, text in texts.items():
            with _explained(path):
                made += _make_folder(path.parent)
                if not is_stream(path):
                    waiting[path] = _write_beside(Path(os.path.realpath(path)), text)
        for path, beside in waiting.items():
            with _explained(path):
                beside.replace(os.path.realpath(path))
        for path in texts.keys() - waiting.keys():
            with _explained(path):
                path.write_text(texts[path], encoding="utf-8", newline="\n")
    finally:
        _remove(waiting.values(), made)


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder; those of it and its parents that were not there, the deepest first."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def is_stream(path: Path) -> bool:
    """Whether what is there takes a text and does not keep it: a pipe or a device."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _write_beside(path: Path, text: str) -> Path:
    if path.is_dir():
        raise IsADirectoryError(0, "it is a folder")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".argogen-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(_mode(path))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _remove(waiting: Iterable[Path], made: Iterable[Path]) -> None:
    """Take back what was not put into its place, and the folders in which there is nothing then."""
    for beside in waiting:
        beside.unlink(missing_ok=True)
    for folder in sorted(made, key=lambda each: len(each.parts), reverse=True):
        with contextlib.suppress(OSError):  # it holds something now, as it should
            folder.rmdir()


def _mode(path: Path) -> int:
    """The file's mode, or the one that a new file gets here."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        raise InvalidInputError([Diagnostic("unwritable-output", message, Place(str(path)))]) from error
