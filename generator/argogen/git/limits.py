"""Run a git command with limits of time and size: a server may never answer, or never stop sending."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import IO

from argogen.git.errors import GitLimitError
from argogen.records import Record

_OUTPUT = 2**20  # of the answers that are read, each has some kilobytes
_POLL = 0.05


class GitLimits(Record):
    """The maximum time in seconds, and the maximum size in bytes of the directory that the command fills."""

    seconds: float
    folder: Path
    size: int


def supervise(process: subprocess.Popen[bytes], limits: GitLimits) -> tuple[str, str]:
    """Wait for a process, and return its output and errors. Raises GitLimitError after stopping it at a limit."""
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        out, err = _Output(process.stdout), _Output(process.stderr)
        deadline = time.monotonic() + limits.seconds
        try:
            while process.poll() is None:
                out.thread.join(_POLL)
                _check(limits, deadline, is_large=out.is_large or err.is_large)
        finally:
            if process.poll() is None:
                _stop(process)
            texts = out.read(), err.read()  # before the streams are closed
    return texts


def _check(limits: GitLimits, deadline: float, *, is_large: bool) -> None:
    if time.monotonic() > deadline:
        raise GitLimitError(f"no result within {limits.seconds:g} seconds")
    if is_large or _measure(limits.folder) > limits.size:
        raise GitLimitError(f"it is larger than {limits.size // 2**20} MiB")


def _measure(folder: Path) -> int:
    """Return the size of the files in a directory; files that are being removed are not counted."""
    total = 0
    for directory, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += Path(directory, name).lstat().st_size
    return total


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and those that it has started, which have the same group."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


class _Output:
    """Reads a stream up to a limit, in a separate thread."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.is_large = False
        self._parts: list[bytes] = []
        self.thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self.thread.start()

    def _read(self, stream: IO[bytes]) -> None:
        size = 0
        with contextlib.suppress(OSError, ValueError):  # the stream was closed
            while size <= _OUTPUT and (part := os.read(stream.fileno(), 65_536)):
                self._parts.append(part)
                size += len(part)
        self.is_large = size > _OUTPUT

    def read(self) -> str:
        """Return the output, after the process has ended."""
        self.thread.join(1)
        return b"".join(self._parts).decode("utf-8", "replace")
