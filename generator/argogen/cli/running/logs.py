"""The logs of the containers of a node."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from argogen.cli.running.view import ENDED, Source
from argogen.runner.run import NodeRecord
from argogen.running.records.logs import list_logs
from argogen.testing.structure.step_paths import StepPath, matches

_LARGEST_TAIL = 64 * 1024
_LONGEST_LINE = 2000  # characters of a line in the tail of a log
_CHUNK = 256 * 1024
_INTERVAL = 0.1  # seconds between two looks at the logs
Write = Callable[[str, str], None]


def read_tail(folder: Path, node_id: str, lines: int) -> list[str]:
    """Return the last lines of the logs of a node."""
    found: list[str] = []
    for file in list_logs(folder, node_id):
        with file.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - _LARGEST_TAIL))
            found += stream.read().decode("utf-8", "replace").splitlines()[-lines:]
    return [line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…" for line in found[-lines:]]


def read_lines(file: Path) -> Iterator[str]:
    """Yield the lines of a log."""
    with file.open(encoding="utf-8", errors="replace", newline="\n") as stream:
        for line in stream:
            yield line.removesuffix("\n")


class _Reader:
    """Reads the lines that are appended to a file."""

    def __init__(self, file: Path) -> None:
        self._file, self._position, self._rest = file, 0, b""

    def read(self, *, is_last: bool) -> Iterator[str]:
        """Yield the lines that are complete; at the end of the log also an incomplete one."""
        with self._file.open("rb") as stream:
            stream.seek(self._position)
            while data := stream.read(_CHUNK):
                self._position += len(data)
                *lines, self._rest = (self._rest + data).split(b"\n")
                yield from (line.decode("utf-8", "replace") for line in lines)
        if is_last and self._rest:
            yield self._rest.decode("utf-8", "replace")
            self._rest = b""


class _Followed(NamedTuple):
    """A node whose log is followed."""

    step: str
    readers: dict[Path, _Reader]


class LogFollower:
    """Writes the logs of the steps at some paths, line by line while they run."""

    def __init__(self, source: Source, steps: Sequence[StepPath], write: Write) -> None:
        self._source, self._steps, self._write = source, steps, write
        self._is_broken = False
        self._running: dict[str, _Followed] = {}
        self._lock = threading.Lock()
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        if steps:
            self._thread.start()

    def observe(self, nodes: Sequence[NodeRecord]) -> None:
        """Follow the nodes that run, and write the rest of the logs of those that have ended."""
        for node in nodes if self._steps else ():
            if node.type == "Pod" and self._is_wanted(node):
                with self._lock:
                    followed = self._running.setdefault(node.id, _Followed(self._source.name_step(node), {}))
                    if node.phase in ENDED:
                        self._read(node.id, followed, is_last=True)
                        del self._running[node.id]

    def _is_wanted(self, node: NodeRecord) -> bool:
        chain = self._source.find_chain(node)
        return any(matches(path, chain) for path in self._steps)

    def _read(self, node_id: str, followed: _Followed, *, is_last: bool) -> None:
        for file in list_logs(self._source.folder, node_id):
            reader = followed.readers.setdefault(file, _Reader(file))
            with contextlib.suppress(FileNotFoundError):  # the directory of the run was deleted, which ends the run
                for line in reader.read(is_last=is_last):
                    self._print(followed.step, line)

    def _print(self, step: str, line: str) -> None:
        """Write a line; the run continues without them if that is not possible any more."""
        if self._is_broken:
            return
        try:
            self._write(step, line)
        except OSError as error:
            self._is_broken = True
            with contextlib.suppress(OSError):
                message = f"argogen: logs cannot be printed ({error.strerror}); the run continues without them"
                click.echo(message, err=True)

    def _follow(self) -> None:
        while not self._is_closed.wait(_INTERVAL):
            with self._lock:
                for node_id, followed in self._running.items():
                    self._read(node_id, followed, is_last=False)

    def close(self) -> None:
        """Write the rest of all logs, and stop following."""
        self._is_closed.set()
        if self._steps:
            self._thread.join()
        for node_id, followed in self._running.items():
            self._read(node_id, followed, is_last=True)
        self._running.clear()
