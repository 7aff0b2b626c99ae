"""What template files were when they were copied out: kept beside the copies, to see later who has changed what."""

from __future__ import annotations

from pathlib import Path

_FOLDER = ".ejected"


def find_ejected(folder: Path, name: str) -> Path:
    """Where the text is kept that a file of a templates folder was copied from."""
    return folder / _FOLDER / name


def read_ejected(folder: Path, name: str) -> str | None:
    """That text; None for a file that was not copied."""
    path = find_ejected(folder, name)
    return path.read_text("utf-8") if path.is_file() else None
