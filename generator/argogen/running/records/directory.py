"""The directory of a run, which one process at a time may use."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

VERSION = 1
WORKFLOW, DESCRIPTION, JOURNAL, OUTCOMES, LOCK = "workflow.json", "run.json", "journal.jsonl", "outcomes.jsonl", "lock"
_TEMPORARY = ("pods", "scratch")


class RecordError(Exception):
    """A directory that cannot be used as that of a run; the message is the reason."""


class RunDirectory:
    """The directory of a run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None

    @property
    def name(self) -> str:
        """The name of the run."""
        return self.path.name

    def lock(self) -> None:
        """Keep other processes from using the directory. Raises RecordError."""
        try:
            self._lock = (self.path / LOCK).open("w")
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if self._lock is not None:
                self._lock.close()
            raise RecordError(f"run '{self.name}' is in use by another process") from None
        except OSError as error:
            raise RecordError(f"run '{self.name}' cannot be written: {error.strerror}") from None
        for name in _TEMPORARY:  # of a process that was killed
            shutil.rmtree(self.path / name, ignore_errors=True)

    def is_locked(self) -> bool:
        """Return whether a process uses the directory."""
        try:
            with (self.path / LOCK).open("r") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def release(self) -> None:
        """Remove temporary files, and let other processes use the directory."""
        for name in _TEMPORARY:
            shutil.rmtree(self.path / name, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()

    def describe(self, description: Mapping[str, Any]) -> None:
        """Write what the run executes."""
        self.write(DESCRIPTION, {"version": VERSION, **description})

    def read_description(self) -> Mapping[str, Any]:
        """Return what the run executes. Raises RecordError."""
        try:
            data = json.loads((self.path / DESCRIPTION).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise RecordError(f"'{self.path}' is not the directory of a run: {error}") from None
        if not isinstance(data, dict) or data.get("version") != VERSION:
            raise RecordError(f"run '{self.name}' was recorded by another version of argogen")
        return data

    def write(self, name: str, data: Any) -> None:
        """Write a file as JSON, at once."""
        temporary = self.path / f".{name}.new"
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:  # noqa: PTH123
            json.dump(data, stream, ensure_ascii=False, indent=1)
        temporary.replace(self.path / name)

    def read_lines(self, name: str) -> Iterator[Mapping[str, Any]]:
        """Yield the objects of a file of lines, without one that was not written completely."""
        try:
            lines = (self.path / name).read_text("utf-8", "replace").splitlines()
        except OSError:
            return
        for line in lines:
            try:
                data = json.loads(line)
            except ValueError:
                continue
            if isinstance(data, dict):
                yield data

    def remove(self) -> None:
        """Delete the directory."""
        shutil.rmtree(self.path)


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


def list_directories(base: Path) -> list[RunDirectory]:
    """Return the directories of runs, the oldest first."""
    if not base.is_dir():
        return []
    found = [path for path in base.iterdir() if (path / DESCRIPTION).is_file()]
    return [RunDirectory(path) for path in sorted(found, key=lambda path: (path / DESCRIPTION).stat().st_mtime)]
