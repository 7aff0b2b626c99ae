"""The supervisor: it starts processes, in separate namespaces if possible, and ends with the program that started it.

Requests and reports are lines of JSON on its standard input, a socket. With namespaces, it is the first process of one.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import sys
from typing import Any

from argogen.executors.sandbox import container
from argogen.executors.sandbox.isolation import Isolation, isolate

_CHUNK = 1 << 20


class Supervisor:
    """The processes of one run."""

    def __init__(self, channel: socket.socket, setup: dict[str, Any]) -> None:
        self._channel = channel
        self._isolation = isolate(setup)
        self._selector = selectors.DefaultSelector()
        self._selector.register(channel, selectors.EVENT_READ)
        self._processes: dict[int, tuple[int, int]] = {}  # the id of a request to the process and its pipe
        self._received = b""
        self._starting: dict[str, Any] = {}
        signal.signal(signal.SIGTERM, self._terminate)

    def _terminate(self, *_: object) -> None:
        """Record in a child that it was asked to end before its command has started."""
        self._starting["terminated"] = True

    def serve(self) -> None:
        """Serve requests until the channel is closed."""
        self._report({"ready": True, **self._isolation.describe()})
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is not self._channel:
                    self._finish(key.data)
                elif not self._receive():
                    return

    def close(self) -> None:
        """End all processes."""
        self._isolation.close()

    def _report(self, report: dict[str, Any]) -> None:
        self._channel.sendall(json.dumps(report).encode() + b"\n")

    def _receive(self) -> bool:
        data = self._channel.recv(_CHUNK)
        if not data:
            return False
        *lines, self._received = (self._received + data).split(b"\n")
        for line in lines:
            request = json.loads(line)
            if "signal" in request:
                self._signal(request["id"], request["signal"])
            else:
                self._start(request)
        return True

    def _signal(self, number: int, code: int) -> None:
        if number in self._processes:
            pid = self._processes[number][0]
            with contextlib.suppress(ProcessLookupError):
                if code == signal.SIGKILL:
                    self._isolation.kill(pid)
                else:
                    os.kill(pid, code)

    def _start(self, request: dict[str, Any]) -> None:
        isolation = self._find_isolation(request)
        if isolation is None:
            self._refuse(request, "the process has ended")
            return
        read, write = os.pipe()
        self._starting = request  # a signal may reach the child at once
        try:
            pid = isolation.fork()
        except OSError as error:
            os.close(read)
            os.close(write)
            self._refuse(request, str(error))
            return
        if pid == 0:
            self._run(request, isolation, write)
        os.close(write)
        self._processes[request["id"]] = (pid, read)
        self._selector.register(read, selectors.EVENT_READ, request["id"])

    def _find_isolation(self, request: dict[str, Any]) -> Isolation | None:
        """Return the isolation of a request: that of another one, None if that has ended, for a probe."""
        if "joins" not in request:
            return self._isolation
        joined = self._processes.get(request["joins"])
        return None if joined is None else self._isolation.join(joined[0])

    def _refuse(self, request: dict[str, Any], reason: str) -> None:
        self._report({"id": request["id"], "code": container.NOT_STARTED, "error": reason})

    def _run(self, request: dict[str, Any], isolation: Isolation, status: int) -> None:
        """Run a request in the child."""
        code = 1
        try:
            self._channel.close()
            container.run(request, isolation, status)
            code = 0
        finally:
            os._exit(code)

    def _finish(self, number: int) -> None:
        pid, read = self._processes.pop(number)
        self._selector.unregister(read)
        data = bytearray()
        while chunk := os.read(read, _CHUNK):
            data += chunk
        os.close(read)
        _, status = os.waitpid(pid, 0)
        killed = {"code": 128 + signal.SIGKILL, "killed": True} if os.WIFSIGNALED(status) else {"code": 255}
        report = json.loads(data) if data else killed
        self._report({"id": number, **report})


def main() -> None:
    """Serve the channel on the standard input, whose first line describes the host."""
    channel = socket.socket(fileno=os.dup(0))
    received = b""
    while not received.endswith(b"\n"):
        data = channel.recv(1)
        if not data:
            return  # the program that started it was killed
        received += data
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that started it decides
    setup = json.loads(received)
    for number in setup["held"]:
        os.set_inheritable(number, False)
    try:
        supervisor = Supervisor(channel, setup)
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    try:
        supervisor.serve()
    finally:
        supervisor.close()
