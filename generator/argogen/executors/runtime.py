"""The protocol between pods and runtimes, which run their containers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from argogen.executors.pods.pod import Pod
from argogen.records import EMPTY, Record


class Mount(Record):
    """A file or directory of the host, and the path at which a process sees it; of a volume, or only for this pod."""

    source: str
    target: str
    read_only: bool = False
    is_volume: bool = False


class Command(Record):
    """A container to start: its command and environment, its view of the file system, and where its output goes.

    `args` is the whole command line, or without `has_command` the arguments of the entrypoint of the image. `folder` is
    an empty directory for files of the runtime. `stdout` is the file for the end of its standard output, "" if that is
    not kept. `collect` are the paths that are copied to the directory `outputs` by name, after it has ended. `secrets`
    are masked in its log. `security` is its security context, with that of the pod, and `spec` the container. It is
    started `attempts` times at most until it succeeds, with `pause` seconds between them, and keeps its files.
    """

    args: Sequence[str]
    env: Mapping[str, str]
    folder: str
    log: str
    cwd: str = ""
    mounts: Sequence[Mount] = ()
    hostname: str = "localhost"
    stdout: str = ""
    outputs: str = ""
    collect: Mapping[str, str] = EMPTY
    secrets: Sequence[str] = ()
    security: Mapping[str, Any] = EMPTY
    spec: Mapping[str, Any] = EMPTY
    has_command: bool = True
    attempts: int = 1
    pause: float = 0.0


class Ended(Record):
    """The end of a container: exit code, the reason if it could not be started, and the outputs that do not exist.

    `reason` is the one that Kubernetes gives for an exit code other than 0.
    """

    code: int
    error: str = ""
    missing: Sequence[str] = ()
    reason: str = "Error"


class Process(Protocol):
    """A container that was started."""

    def terminate(self) -> None:
        """Ask the container to end."""
        ...

    def kill(self) -> None:
        """End the container."""
        ...

    def probe(self, command: Sequence[str], seconds: int) -> bool:
        """Return whether a command succeeds in the container in some time; always true where that is not supported."""
        ...


class Runtime(Protocol):
    """Runs the containers of pods."""

    def open(self, pod: Pod) -> str:
        """Prepare the network of a pod, and return its IP address. Raises PodError."""
        ...

    def start(self, command: Command, done: Callable[[Ended], None]) -> Process:
        """Start a container; `done` is called in another thread when it has ended. Raises PodError."""
        ...

    def erase(self, folder: Path) -> None:
        """Remove a directory with files of containers that this process may not remove."""
        ...

    def close(self) -> None:
        """End all containers, and remove them."""
        ...

    def locate(self, pod: Pod, port: int) -> tuple[str, int]:
        """Return the address and the port at which this process reaches a port of a pod."""
        ...

    def release(self, pod: Pod) -> None:
        """Remove the containers and the network of a pod whose containers have ended."""
        ...
