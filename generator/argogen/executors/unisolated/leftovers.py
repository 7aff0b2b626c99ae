"""End the processes that a killed run has left, by the records in its directory."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from argogen.executors.sandbox.client import PROCESS
from argogen.executors.sandbox.processes import (
    IS_LINUX,
    Entry,
    end_processes,
    find_descendants,
    list_processes,
)

PROGRESS = "ARGO_PROGRESS_FILE"
"""A variable of the processes of a step, with a file in the directory of the run."""
_ROUNDS = 20


class _Leader(NamedTuple):
    """The process of a container, and the time of its start."""

    pid: int
    started: str


def end_leftovers(folder: Path) -> None:
    """End the processes of the pods of a run, which its supervisor no longer does."""
    leaders = list(_read_leaders(folder.glob(f"pods/*/containers/*/{PROCESS}")))
    for _ in range(_ROUNDS if leaders else 0):
        entries = list_processes()
        found = {pid for leader in leaders for pid in _find_members(leader, entries)}
        found |= {each.pid for each in entries if _has_variable(each.pid, f"{PROGRESS}={folder}/pods/")}
        if not found:
            return
        end_processes(found)


def _read_leaders(files: Iterable[Path]) -> Iterator[_Leader]:
    for file in files:
        try:
            data = json.loads(file.read_bytes())
            yield _Leader(int(data["pid"]), str(data["started"]))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # it was killed before its process had started


def _find_members(leader: _Leader, entries: Iterable[Entry]) -> list[int]:
    """Return a process and its descendants; nothing if it has ended, since its id may be used again."""
    is_same = any(each.pid == leader.pid and each.started == leader.started for each in entries)
    return [leader.pid, *find_descendants(leader.pid, leader.pid)] if is_same else []


def _has_variable(pid: int, start: str) -> bool:
    """Return whether a process has a variable that begins with a string; not where that cannot be read."""
    try:
        return IS_LINUX and pid != os.getpid() and os.fsencode(start) in Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return False
