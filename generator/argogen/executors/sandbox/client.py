"""Start the supervisor, and processes by it."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.executors.pods.pod import ADDRESS, Pod
from argogen.executors.runtime import Command, Ended
from argogen.executors.sandbox.kernel import can_join, is_supported
from argogen.records import EMPTY

_PROGRAM = (
    "import sys; sys.path.append(sys.argv[1]);"
    "from argogen.executors.sandbox.supervisor import main; main()"
)  # fmt: skip
_CHUNK = 1 << 20
_ROOT = "root"
_LONGEST_START = 30.0
"""The seconds in which an isolated program starts, also on a machine with much load."""
_PROBE = ".probe"
_LONGEST_END = 10.0
PROCESS = "process"
"""The file in the directory of a container that identifies its process."""
_PACKAGES = Path(__file__).parents[3]


class SandboxError(Exception):
    """The supervisor cannot be started on this machine; the message is the reason."""


class SandboxProcess:
    """A process that a supervisor has started."""

    def __init__(self, sandbox: Sandbox, number: int, command: Command, done: Callable[[Ended], None]) -> None:
        self._sandbox, self._number, self._command, self.done = sandbox, number, command, done

    def terminate(self) -> None:
        """Ask the process to end."""
        self._sandbox.signal(self._number, signal.SIGTERM)

    def kill(self) -> None:
        """End the process and all that it has started."""
        self._sandbox.signal(self._number, signal.SIGKILL)

    def probe(self, command: Sequence[str], seconds: int) -> bool:
        """Return whether a command succeeds in its namespaces in some time."""
        ends: queue.SimpleQueue[Ended] = queue.SimpleQueue()
        process = self._sandbox.start_probe(self._number, self._command._replace(args=command), seconds, ends.put)
        if process is None:
            return True
        try:
            return ends.get(timeout=seconds + _LONGEST_END).code == 0
        except queue.Empty:
            process.kill()
            return False


def explain_absence() -> str:
    """Return why processes cannot be isolated on this machine, "" if they can be."""
    if not sys.platform.startswith("linux") or not is_supported():
        return "namespaces of Linux are required to run commands of this machine"
    unshare = shutil.which("unshare")
    if unshare is None:
        return "'unshare' is not installed: install util-linux"
    try:
        tried = subprocess.run(  # noqa: S603
            [*_build_unshare(unshare), "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False,
            timeout=_LONGEST_START,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"'unshare' did not start a program in {_LONGEST_START:g} s"
    if tried.returncode:
        reason = tried.stderr.decode(errors="replace").strip().splitlines()
        return f"namespaces cannot be created on this machine ({reason[-1] if reason else tried.returncode})"
    return ""


def _build_unshare(program: str) -> list[str]:
    users = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return [program, *users, "--mount", "--pid", "--fork", "--kill-child=KILL", "--propagation", "private", "--"]


class Sandbox:
    """A supervisor and its processes."""

    def __init__(
        self, scratch: Path, programs: Sequence[str], held: Sequence[int] = (), *, is_isolated: bool = True
    ) -> None:
        """Start the supervisor, with a private directory and the directories of PATH. Raises SandboxError.

        The supervisor holds the open files `held` until it ends, but not the processes that it starts. These have
        separate namespaces if `is_isolated`.
        """
        if is_isolated and (reason := explain_absence()):
            raise SandboxError(reason)
        self._channel, theirs = socket.socketpair()
        isolated = _build_unshare(shutil.which("unshare") or "unshare") if is_isolated else ()
        command = [*isolated, sys.executable, "-I", "-S", "-c", _PROGRAM]
        self._log = scratch / "supervisor.log"
        try:
            scratch.mkdir(parents=True, exist_ok=True)
            with self._log.open("wb") as errors:
                self._supervisor = subprocess.Popen(  # noqa: S603
                    [*command, str(_PACKAGES)], stdin=theirs.fileno(), stdout=errors, stderr=errors,
                    start_new_session=True, pass_fds=held,
                )  # fmt: skip
        except OSError as error:
            self._channel.close()
            raise SandboxError(f"the processes of steps cannot be started: {error}") from None
        finally:
            theirs.close()
        self._lock, self._processes, self._count = threading.Lock(), dict[int, SandboxProcess](), 0
        self._sending = threading.Lock()  # another one: reports are read while a request waits for a full channel
        self._received, self._is_isolated = b"", is_isolated
        settings = {"programs": list(programs), "held": list(held), "isolated": is_isolated}
        self._send({"scratch": str(scratch.resolve()), **settings})
        if not self._receive():
            self._channel.close()
            self._supervisor.wait()
            lines = self._log.read_text("utf-8", "replace").split("\n")
            reason = next((line for line in reversed(lines) if line.strip()), str(self._supervisor.returncode))
            raise SandboxError(f"the processes of steps cannot be started: {reason}")
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def open(self, pod: Pod) -> str:
        """Return the address of this machine, whose network all processes have."""
        del pod
        return ADDRESS

    def locate(self, pod: Pod, port: int) -> tuple[str, int]:
        """Return the address and the port of a process."""
        return pod.address, port

    def erase(self, folder: Path) -> None:
        """Do nothing: processes have no rights that this one lacks."""
        del folder

    def release(self, pod: Pod) -> None:
        """Do nothing: the processes of a pod and their namespaces have ended."""
        del pod

    def start(self, command: Command, done: Callable[[Ended], None]) -> SandboxProcess:
        """Start a process; `done` is called in another thread when it has ended."""
        Path(command.folder, _ROOT).mkdir(parents=True)
        return self._start(command, done, {"record": str(Path(command.folder, PROCESS))})

    def start_probe(
        self, number: int, command: Command, seconds: int, done: Callable[[Ended], None]
    ) -> SandboxProcess | None:
        """Start a command beside a process for some time; return None if this machine does not support that."""
        if self._is_isolated and not can_join():
            return None
        folder = Path(f"{command.folder}{_PROBE}")
        folder.mkdir(exist_ok=True)
        quiet = command._replace(log=os.devnull, stdout="", collect=EMPTY, secrets=(), attempts=1)
        return self._start(quiet, done, {"record": str(folder / PROCESS), "joins": number, "seconds": seconds})

    def _start(self, command: Command, done: Callable[[Ended], None], fields: Mapping[str, Any]) -> SandboxProcess:
        with self._lock:
            self._count += 1
            number = self._count
            process = self._processes[number] = SandboxProcess(self, number, command, done)
        self._send({"id": number, **_describe(command), **fields})
        return process

    def signal(self, number: int, code: int) -> None:
        """Send a signal to a process."""
        self._send({"id": number, "signal": int(code)})

    def _send(self, request: Mapping[str, Any]) -> None:
        data = json.dumps(request).encode() + b"\n"
        try:
            with self._sending:
                self._channel.sendall(data)
        except OSError:
            self._finish_all()  # the supervisor was killed

    def _receive(self) -> list[bytes]:
        """Return the next lines; none after the end of the supervisor, also if it has not read all requests."""
        while b"\n" not in self._received:
            try:
                data = self._channel.recv(_CHUNK)
            except ConnectionResetError:
                return []
            if not data:
                return []
            self._received += data
        *lines, self._received = self._received.split(b"\n")
        return lines

    def _read(self) -> None:
        try:
            while lines := self._receive():
                for line in lines:
                    report = json.loads(line)
                    with self._lock:
                        process = self._processes.pop(report["id"], None)
                    if process is not None:
                        end = Ended(report["code"], report.get("error", ""), report.get("missing", ()))
                        process.done(end)
        except OSError:
            pass
        self._finish_all()

    def _finish_all(self) -> None:
        with self._lock:
            processes, self._processes = list(self._processes.values()), {}
        for process in processes:
            process.done(Ended(128 + signal.SIGKILL, "the supervisor of processes has ended"))

    def close(self) -> None:
        """End the supervisor, and all processes with it."""
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)
        self._supervisor.wait()
        self._reader.join()
        self._channel.close()


def _describe(command: Command) -> dict[str, Any]:
    return {
        "args": list(command.args), "env": dict(command.env), "log": command.log,
        "root": str(Path(command.folder, _ROOT)), "cwd": command.cwd,
        "hostname": command.hostname, "stdout": command.stdout, "outputs": command.outputs,
        "mounts": [{"source": each.source, "target": each.target, "read_only": each.read_only}
                   for each in command.mounts],
        "collect": [{"path": path, "name": name} for name, path in command.collect.items()],
        "secrets": list(command.secrets), "attempts": command.attempts, "pause": command.pause,
        "uid": command.security.get("runAsUser"), "gid": command.security.get("runAsGroup"),
    }  # fmt: skip
