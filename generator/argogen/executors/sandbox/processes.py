"""The processes of this machine: which ones a process has started, and how they are ended."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

IS_LINUX = platform.system() == "Linux"
_DEATH_SIGNAL, _SUBREAPER = 1, 36
_ROUNDS, _PAUSE = 400, 0.005
_LISTED = ("ps", "-A", "-o", "pid=", "-o", "ppid=", "-o", "pgid=", "-o", "stat=", "-o", "lstart=")


class Entry(NamedTuple):
    """A process that has not ended: its id, and those of its parent, process group and session, and when it started.

    Without /proc, the session is the group. A process id and the start identify a process, also after the id was used
    again.
    """

    pid: int
    parent: int
    group: int
    session: int
    started: str


def list_processes() -> list[Entry]:
    """Return all processes that have not ended."""
    if IS_LINUX:
        return list(_read_proc())
    environment = {"LC_ALL": "C", "PATH": os.defpath}
    with subprocess.Popen(_LISTED, stdout=subprocess.PIPE, text=True, env=environment) as listing:  # noqa: S603
        text = listing.communicate()[0]
    return [entry for entry in read_listing(text) if entry.pid != listing.pid]


def _read_proc() -> Iterator[Entry]:
    for name in os.listdir("/proc"):  # noqa: PTH208 - no path objects, for speed
        if name.isdigit() and (entry := _read_stat(name)) is not None:
            yield entry


def _read_stat(name: str) -> Entry | None:
    try:
        with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as stream:  # noqa: PTH123
            fields = stream.read().rpartition(")")[2].split()
    except OSError:
        return None
    if len(fields) < 20 or fields[0] in "ZX":
        return None
    return Entry(int(name), int(fields[1]), int(fields[2]), int(fields[3]), fields[19])


def read_listing(text: str) -> Iterator[Entry]:
    """Yield the processes in the output of `ps`: their ids, states, and times."""
    for line in text.splitlines():
        pid, parent, group, state, started = (*line.split(maxsplit=4), "", "", "", "", "")[:5]
        if started and "Z" not in state:
            yield Entry(int(pid), int(parent), int(group), int(group), started)


def find_start(pid: int) -> str:
    """Return when a process has started, "" if it has ended."""
    if IS_LINUX:
        entry = _read_stat(str(pid))
        return "" if entry is None else entry.started
    return next((each.started for each in list_processes() if each.pid == pid), "")


def find_descendants(root: int, session: int = 0) -> list[int]:
    """Return the processes that a process has started, directly or not, and those of a session or group."""
    children: dict[int, list[int]] = {}
    found: dict[int, None] = {}
    for entry in list_processes():
        children.setdefault(entry.parent, []).append(entry.pid)
        if session and session in (entry.session, entry.group):
            found[entry.pid] = None
    waiting = [root, *found]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found[child] = None
                waiting.append(child)
    return [pid for pid in found if pid not in (root, os.getpid())]


def end_descendants(root: int, session: int = 0) -> None:
    """End the processes that a process has started, and those of a session, also if they start others meanwhile."""
    for _ in range(_ROUNDS):
        found = find_descendants(root, session)
        if not found:
            return
        end_processes(found)
        time.sleep(_PAUSE)


def end_processes(pids: Iterable[int]) -> None:
    """End processes at once; those that have ended do not matter."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of the processes that descendants leave behind, where the system allows it."""
    _control(_SUBREAPER, 1)


def end_with_parent() -> None:
    """Let the system end this process as soon as its parent has ended, where it can."""
    _control(_DEATH_SIGNAL, signal.SIGKILL)


def _control(option: int, value: int) -> None:
    if IS_LINUX:
        ctypes.CDLL(None).prctl(option, int(value), 0, 0, 0)
