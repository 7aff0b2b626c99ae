"""Find project files: `argogen.yaml`, or a `pyproject.toml` with a table `[tool.argogen]`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from argogen.files import is_file, read_bytes, walk

PROJECT_FILE = "argogen.yaml"
PYPROJECT = "pyproject.toml"

_NAME = r"[\"']?argogen[\"']?\s*[].=]"
_LINES = r"\][^\n]*\n(?:(?!\s*\[)[^\n]*\n)*?[ \t]*"  # lines of the table `[tool]`
# Compiled at its first use, by `re` itself: few directories have a pyproject.toml.
_TABLE = rf"(?m)^[ \t]*(?:(?:\[\s*)?tool\s*\.\s*|\[\s*tool\s*{_LINES}){_NAME}".encode()


def find_project_file(folder: Path) -> Path | None:
    """Return the project file in a directory (an absolute path), or in the nearest parent directory with one."""
    own = _look_in(folder)
    return own or (find_project_file(folder.parent) if folder.parent != folder else None)


def list_project_files(folder: Path) -> Iterator[Path]:
    """Yield the project files in a directory and below it, in a stable order; hidden directories are not searched."""
    for directory, folders, _ in walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if file := _look_in(Path(directory)):
            yield file


def _look_in(folder: Path) -> Path | None:
    if is_file(file := folder / PROJECT_FILE):
        return file
    pyproject = folder / PYPROJECT
    return pyproject if _has_table(pyproject) else None


def _has_table(pyproject: Path) -> bool:
    try:
        return re.search(_TABLE, read_bytes(pyproject)) is not None
    except OSError:
        return False
