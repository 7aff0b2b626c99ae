"""The output of a process: its log, the copy of its standard output, and secrets that are masked in them."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Mapping
from typing import Any

from argogen.executors.masking import StreamMasking
from argogen.executors.tail import Tail

_CHUNK = 65536
_DRAIN_SECONDS = 1.0


class Streams:
    """The streams of one process; without a result and secrets, it writes to its log itself."""

    def __init__(self, request: Mapping[str, Any]) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        self._log = os.open(request["log"], flags, 0o600)
        self._copy = os.open(request["stdout"], flags | os.O_TRUNC, 0o600) if request.get("stdout") else -1
        self._secrets = [secret.encode() for secret in request.get("secrets", ()) if secret]
        self._empty = os.open("/dev/null", os.O_RDONLY | os.O_CLOEXEC)
        self._pipes: tuple[tuple[int, int], ...] = ()
        self._result = Tail()
        self.open()

    def open(self) -> None:
        """Open the pipes for a process, after those of an earlier one."""
        for read, _ in self._pipes:
            os.close(read)
        if self._copy >= 0 or self._secrets:
            self._pipes = (os.pipe(), os.pipe())

    def attach(self) -> None:
        """Make the streams those of this process."""
        output, errors = (self._pipes[0][1], self._pipes[1][1]) if self._pipes else (self._log, self._log)
        os.dup2(self._empty, 0)
        os.dup2(output, 1)
        os.dup2(errors, 2)

    def started(self) -> None:
        """Close the ends of pipes that belong to the process."""
        for _, write in self._pipes:
            os.close(write)

    def pump(self, pid: int, end_others: Callable[[], None]) -> int:
        """Copy the output until the process ends, end its descendants, and return the exit code."""
        code = self._pump(pid, end_others) if self._pipes else _wait(pid, end_others)
        if self._copy >= 0:
            os.ftruncate(self._copy, 0)  # what an earlier process has written is a part of the result
            _write(self._copy, self._result.read())
        return code

    def _pump(self, pid: int, end_others: Callable[[], None]) -> int:
        wake, woken = os.pipe()
        for number in (wake, woken):
            os.set_blocking(number, False)
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        maskings = {read: StreamMasking(self._secrets) for read, _ in self._pipes}
        code: int | None = None
        while maskings:
            code = _reap(pid, end_others) if code is None else code
            timeout = None if code is None else _DRAIN_SECONDS
            ready, _, _ = select.select([*maskings, wake], [], [], timeout)
            if wake in ready:
                os.read(wake, _CHUNK)
            if code is not None and not ready:
                break
            for number in sorted((each for each in ready if each != wake), reverse=True):  # errors before output
                self._copy_chunk(number, maskings)
        signal.set_wakeup_fd(-1)
        os.close(wake)
        os.close(woken)
        return _wait(pid, end_others) if code is None else code

    def _copy_chunk(self, number: int, maskings: dict[int, StreamMasking]) -> None:
        data = os.read(number, _CHUNK)
        masked = maskings[number].replace(data, is_last=not data)
        _write(self._log, masked)
        if self._copy >= 0 and number == self._pipes[0][0]:
            self._result.add(data)  # what other steps read is not masked
        if not data:
            del maskings[number]


def _write(number: int, data: bytes) -> None:
    while data:
        data = data[os.write(number, data) :]


def _reap(pid: int, end_others: Callable[[], None]) -> int | None:
    """Return the exit code of a process if it has ended; its descendants are then ended."""
    while True:
        try:
            ended, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return 255
        if ended == 0:
            return None
        if ended == pid:
            return _end(status, end_others)


def _wait(pid: int, end_others: Callable[[], None]) -> int:
    while True:
        ended, status = os.waitpid(-1, 0)
        if ended == pid:
            return _end(status, end_others)


def _end(status: int, end_others: Callable[[], None]) -> int:
    end_others()
    code = os.waitstatus_to_exitcode(status)
    return 128 - code if code < 0 else code
