"""Detect changes of files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

_State = tuple[int, int]
Snapshot = Mapping[Path, _State | None]
"""The time of the last change and the size of files, None for a file that does not exist."""


def take_snapshot(paths: Iterable[Path]) -> Snapshot:
    """Return the state of files, and of the files in directories."""
    return {file: _read_state(file) for path in paths for file in (path, *_list_files(path))}


def wait_for_change(before: Snapshot, take: Callable[[], Snapshot], pause: Callable[[], None]) -> None:
    """Return when a snapshot differs from an earlier one; `pause` is called before each."""
    while True:
        pause()
        if take() != before:
            return


def has_changed_between(snapshot: Snapshot, start: int, end: int) -> bool:
    """Return whether a file was changed between two times, in nanoseconds since 1970."""
    return any(state is not None and start < state[0] <= end for state in snapshot.values())


def _list_files(path: Path) -> Iterable[Path]:
    if not path.is_dir():
        return ()
    return [Path(folder, name) for folder, _, names in os.walk(path) for name in names]


def _read_state(path: Path) -> _State | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size
