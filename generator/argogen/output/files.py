"""Write files atomically: every reader sees the old text or the new one."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place


def write_files(texts: Mapping[Path, str]) -> None:
    """Write every text to its file, making folders where needed.

    All of them are written beside their places first, so a full disk or a forbidden folder leaves everything as it was.
    Raises InvalidInputError.
    """
    waiting: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            waiting[path] = _write_beside(path, text)
        for path, beside in waiting.items():
            with _explained(path):
                beside.replace(path)
    finally:
        for beside in waiting.values():
            beside.unlink(missing_ok=True)


def _write_beside(path: Path, text: str) -> Path:
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(0, "it is a folder")
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            Path(name).chmod(_mode(path))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    return Path(name)


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
