"""The directories of runs: make a new one, list them, and remove temporary files after argogen was killed."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from argogen.running.records.directory import DESCRIPTION, RecordError, RunDirectory


def create_directory(base: Path, workflow: str) -> RunDirectory:
    """Make the directory of a new run, named by the workflow and the time. Raises RecordError."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    try:
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in range(1000):
            path = base / (f"{workflow}-{stamp}" if not number else f"{workflow}-{stamp}-{number}")
            try:
                path.mkdir(mode=0o700)
            except FileExistsError:
                continue
            return RunDirectory(path)
    except OSError as error:
        raise RecordError(f"the directory of a run cannot be made in '{base}': {error.strerror}") from None
    raise RecordError(f"there are too many runs in '{base}'")


def clear_abandoned_files(base: Path) -> None:
    """Remove the temporary files of runs whose argogen was killed, such as volumes with Secrets, as far as possible."""
    with contextlib.suppress(RecordError):
        for directory in _list(base):
            _clear_abandoned_files(directory)


def _clear_abandoned_files(directory: RunDirectory) -> None:
    if directory.has_temporary() and directory.is_described() and not directory.is_locked():
        with contextlib.suppress(RecordError):
            directory.lock(0)
            directory.release()


def list_unstarted(base: Path) -> list[RunDirectory]:
    """Return the directories of runs whose argogen was killed before they were described. Raises RecordError."""
    return [directory for directory in _list(base) if directory.is_unstarted()]


def list_directories(base: Path) -> list[RunDirectory]:
    """Return the directories of runs, the oldest first. Raises RecordError."""
    found = [directory for directory in _list(base) if directory.is_described()]
    return sorted(found, key=lambda directory: (directory.path / DESCRIPTION).stat().st_mtime)


def _list(base: Path) -> list[RunDirectory]:
    try:
        return [RunDirectory(path) for path in base.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise RecordError(f"cannot read the directory '{base}': {error.strerror}") from None
