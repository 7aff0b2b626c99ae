"""What separates a process of a supervisor from others: namespaces, or nothing but its process group."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
from collections.abc import Mapping
from typing import Any, Protocol

from argogen.executors.sandbox import kernel, root
from argogen.executors.sandbox.processes import adopt_orphans, end_descendants, end_with_parent, find_start

_ENDING = (signal.SIGQUIT, signal.SIGTERM)


class Isolation(Protocol):
    """How a supervisor starts and ends its processes. `outputs` is the directory of files that are kept of one."""

    outputs: str
    is_killed: bool

    def describe(self) -> Mapping[str, Any]:
        """Return its properties."""
        ...

    def fork(self) -> int:
        """Fork; return 0 in the child. Raises OSError."""
        ...

    def join(self, child: int) -> Isolation:
        """Return how the command of a probe is started beside the process of a child."""
        ...

    def enter(self, request: Mapping[str, Any]) -> None:
        """Build the view of a request in the child. Raises OSError."""
        ...

    def attach(self) -> None:
        """Prepare the process of the command before it is executed."""
        ...

    def end_others(self, leader: int) -> None:
        """End what a command has started, which has ended itself, in the child."""
        ...

    def kill(self, child: int) -> None:
        """End a child and all that it has started."""
        ...

    def close(self) -> None:
        """End everything before the end of the supervisor."""
        ...


class Namespaces:
    """Separate namespaces: the child is the first process of one, and all others end with it."""

    is_killed = False

    def __init__(self, setup: Mapping[str, Any]) -> None:
        """Prepare what all views share. Raises OSError."""
        self._host = root.Host(setup["scratch"], setup["programs"])
        self.outputs = ""

    def describe(self) -> Mapping[str, Any]:
        """Return whether directories of the system are copied on write."""
        return {"overlays": self._host.uses_overlays}

    def fork(self) -> int:
        """Fork into new namespaces. Raises OSError."""
        return kernel.clone()

    def join(self, child: int) -> Isolation:
        """Return the namespaces of a child."""
        return Joined(child)

    def enter(self, request: Mapping[str, Any]) -> None:
        """Make a private view of the file system the root. Raises OSError."""
        if request.get("collect"):
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
            self.outputs = f"/proc/self/fd/{os.open(request['outputs'], flags)}"
        sources = root.open_sources(request.get("mounts", ()))
        socket.sethostname(request.get("hostname", "localhost")[:63])
        root.build(request["root"], self._host)
        root.add_mounts(sources)
        os.makedirs("/run/argo", exist_ok=True)  # noqa: PTH103

    def attach(self) -> None:
        """Do nothing: the process ends with its namespace."""

    def end_others(self, leader: int) -> None:
        """End all other processes of the namespace."""
        del leader
        if os.getpid() == 1:  # of the namespace: the signal would reach all processes of the machine else
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)

    def kill(self, child: int) -> None:
        """End the first process of a namespace."""
        os.kill(child, signal.SIGKILL)

    def close(self) -> None:
        """Do nothing: the namespaces end with the supervisor."""


class Joined:
    """The namespaces of another child, for the command of a probe."""

    outputs, is_killed = "", False

    def __init__(self, child: int) -> None:
        self._child = child

    def describe(self) -> Mapping[str, Any]:
        """Return nothing."""
        return {}

    def fork(self) -> int:
        """Fork; the namespaces are joined later. Raises OSError."""
        return os.fork()

    def join(self, child: int) -> Isolation:
        """Return the namespaces of a child."""
        return Joined(child)

    def enter(self, request: Mapping[str, Any]) -> None:
        """Join the namespaces, and make the view of the request the root. Raises OSError."""
        kernel.join(self._child)
        os.chroot(request["root"])

    def attach(self) -> None:
        """Do nothing: the process ends with the namespace."""

    def end_others(self, leader: int) -> None:
        """End the process group of the command."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(leader, signal.SIGKILL)

    def kill(self, child: int) -> None:
        """End the process that waits for the command."""
        os.kill(child, signal.SIGKILL)

    def close(self) -> None:
        """Do nothing: the namespaces are those of another child."""


class NoIsolation:
    """Processes of this machine as they are: what one starts is found by its parent, session and group.

    On Linux, a child also becomes the parent of processes that run on in the background, and all end with the
    supervisor.
    """

    def __init__(self, setup: Mapping[str, Any]) -> None:
        self._held: list[int] = setup["held"]
        self._leader, self._record = 0, ""
        self.outputs, self.is_killed = "", False
        adopt_orphans()
        signal.signal(signal.SIGQUIT, self._end)

    def _end(self, *_: object) -> None:
        """End what this child has started: another signal than that of `kill`, since it reports the end."""
        self.is_killed = True
        end_descendants(os.getpid(), self._leader)

    def describe(self) -> Mapping[str, Any]:
        """Return nothing."""
        return {}

    def fork(self) -> int:
        """Fork; Python would forget signals that reach the child before it is set up. Raises OSError."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        try:
            return os.fork()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)

    def join(self, child: int) -> Isolation:
        """Return this one: all processes see the same."""
        del child
        return self

    def enter(self, request: Mapping[str, Any]) -> None:
        """End with the supervisor, and keep none of its files open. Raises OSError."""
        adopt_orphans()
        end_with_parent()
        empty = os.open(os.devnull, os.O_RDONLY)
        os.dup2(empty, 0)
        for number in (empty, *self._held):
            os.close(number)
        self.outputs, self._record = request.get("outputs") or "", request["record"]

    def attach(self) -> None:
        """End with the child; record which process it is, to end it if the child and the supervisor are killed."""
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)
        end_with_parent()
        pid = os.getpid()
        with open(self._record, "w", encoding="utf-8") as stream:  # noqa: PTH123
            json.dump({"pid": pid, "started": find_start(pid)}, stream)

    def end_others(self, leader: int) -> None:
        """End what the command has left running."""
        self._leader = leader
        end_descendants(os.getpid(), leader)

    def kill(self, child: int) -> None:
        """Ask a child to end all that it has started."""
        os.kill(child, signal.SIGQUIT)

    def close(self) -> None:
        """End all descendants."""
        end_descendants(os.getpid())


def isolate(setup: Mapping[str, Any]) -> Isolation:
    """Return the isolation of a supervisor. Raises OSError."""
    return Namespaces(setup) if setup["isolated"] else NoIsolation(setup)
