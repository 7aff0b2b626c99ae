"""What happens in the child for one process: it builds the view, starts the command, and keeps its outputs.

In namespaces, it is the process with the id 1, so all others in the namespace end with it.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import time
from collections.abc import Mapping
from typing import Any

from argogen.executors.sandbox import outputs
from argogen.executors.sandbox.identity import Identity, prepare
from argogen.executors.sandbox.isolation import Isolation
from argogen.executors.sandbox.streams import Streams

NOT_STARTED = 64
_FORWARDED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)


def run(request: dict[str, Any], isolation: Isolation, status: int) -> None:
    """Run a request, and write its end to the pipe `status` as JSON."""
    report: dict[str, Any] = {"code": NOT_STARTED}
    try:
        report = _run(request, isolation)
    except OSError as error:
        report["error"] = f"{error.strerror}: {error.filename}" if error.filename else str(error.strerror or error)
    data = json.dumps(report).encode()
    os.write(status, data)


def _run(request: dict[str, Any], isolation: Isolation) -> dict[str, Any]:
    streams = Streams(request)
    identity = prepare(request.get("uid"), request.get("gid"))
    isolation.enter(request)
    folder = request.get("cwd") or "/"
    if "joins" not in request:  # whose view may not be built yet
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    os.chdir(folder)
    name = request["args"][0]
    program = _find(name, request["env"].get("PATH", ""))
    if os.path.isdir(name) and "/" in name:  # noqa: PTH112
        return {"code": NOT_STARTED, "error": _describe_absent(name, "is a directory")}
    if program is None or not os.access(program, os.X_OK):
        return {"code": NOT_STARTED, "error": _describe_absent(name, "" if program is None else "permission denied")}
    code = _attempt(program, request, streams, isolation, identity)
    for _ in range(1, request.get("attempts", 1)):
        if not code or isolation.is_killed or request.get("terminated"):
            break
        time.sleep(request.get("pause", 0))
        streams.open()
        code = _attempt(program, request, streams, isolation, identity)
    missing = [] if isolation.is_killed else outputs.collect(request.get("collect", ()), isolation.outputs)
    return {"code": code, "missing": missing}


def _attempt(
    program: str, request: dict[str, Any], streams: Streams, isolation: Isolation, identity: Identity | None
) -> int:  # fmt: skip
    """Run the command once, and return its exit code."""
    pid = _start(program, request, streams, isolation, identity)
    if isolation.is_killed:  # before the command had started
        isolation.end_others(pid)
    return streams.pump(pid, lambda: isolation.end_others(pid))


def _find(name: str, path: str) -> str | None:
    """Return the path of a program; the host may have what an image has at a path elsewhere in PATH."""
    if os.path.isfile(name) and "/" in name:  # noqa: PTH113
        return name
    return shutil.which(os.path.basename(name), path=path)  # noqa: PTH119


def _describe_absent(name: str, reason: str) -> str:
    absent = f"stat {name}: no such file or directory" if "/" in name else "executable file not found in $PATH"
    return f'failed to find name in PATH: exec: "{name}": {reason or absent}'


def _start(
    program: str, request: dict[str, Any], streams: Streams, isolation: Isolation, identity: Identity | None
) -> int:  # fmt: skip
    """Start the command, in a separate process group, to which signals are forwarded."""
    failure, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            isolation.attach()
            _become(program, request, streams, identity)
        except (OSError, ValueError) as error:
            os.write(told, f"fork/exec {program}: {_describe_failure(error)}".encode())
        finally:
            os._exit(NOT_STARTED)
    os.close(told)
    streams.started()
    reason = os.read(failure, 4096).decode()
    if reason:
        os.waitpid(pid, 0)
        raise OSError(reason)

    def forward(number: int, _: object) -> None:
        request["terminated"] = True
        try:
            os.killpg(pid, number)
        except ProcessLookupError:
            return

    for number in _FORWARDED:
        signal.signal(number, forward)
    if request.get("terminated"):
        forward(signal.SIGTERM, None)
    return pid


def _describe_failure(error: OSError | ValueError) -> str:
    """Return the message of Go; a null byte in an argument or a variable is a ValueError."""
    number = error.errno or errno.EIO if isinstance(error, OSError) else errno.EINVAL
    return os.strerror(number).lower()


def _become(program: str, request: Mapping[str, Any], streams: Streams, identity: Identity | None) -> None:
    os.setsid()
    for number in (*_FORWARDED, signal.SIGPIPE, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    streams.attach()
    if identity is not None:
        identity.assume()
    signal.alarm(request.get("seconds") or 0)  # ends the command, which keeps it
    args = [program, *request["args"][1:]]
    os.execve(program, args, request["env"])  # noqa: S606 - the command of the step
