"""Find project files: `argogen.yaml`, or a `pyproject.toml` with a table `[tool.argogen]`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

PROJECT_FILE = "argogen.yaml"
PYPROJECT = "pyproject.toml"

_NAME = r"[\"']?argogen[\"']?\s*[].=]"
_LINES = r"\][^\n]*\n(?:(?!\s*\[)[^\n]*\n)*?[ \t]*"  # those of the table `[tool]`, up to one of them
_TABLE = re.compile(rf"^[ \t]*(?:(?:\[\s*)?tool\s*\.\s*|\[\s*tool\s*{_LINES}){_NAME}".encode(), re.MULTILINE)


def find_project_file(folder: Path) -> Path | None:
    """Return the project file of a folder (an absolute path), or of the nearest folder above it that has one."""
    own = _look_in(folder)
    return own or (find_project_file(folder.parent) if folder.parent != folder else None)


def list_project_files(folder: Path) -> Iterator[Path]:
    """Yield the project files in a folder and below it, in a stable order; hidden folders are not searched."""
    for directory, folders, _ in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if file := _look_in(Path(directory)):
            yield file


def _look_in(folder: Path) -> Path | None:
    if (file := folder / PROJECT_FILE).is_file():
        return file
    pyproject = folder / PYPROJECT
    return pyproject if _has_table(pyproject) else None


def _has_table(pyproject: Path) -> bool:
    try:
        return _TABLE.search(pyproject.read_bytes()) is not None
    except OSError:
        return False
