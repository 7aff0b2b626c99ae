"""The runtime of pods whose containers are processes of this machine, without namespaces."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from argogen.executors.pods.errors import PodError
from argogen.executors.pods.pod import ADDRESS, SCRIPT, Pod
from argogen.executors.runtime import Command, Ended, Mount
from argogen.executors.sandbox.client import Sandbox, SandboxProcess
from argogen.executors.unisolated.claims import ClaimError, Claims, clear
from argogen.executors.unisolated.leftovers import PROGRESS
from argogen.executors.unisolated.paths import overlap, remove, resolve
from argogen.records import EMPTY


class UnisolatedRuntime:
    """Runs commands of this machine as they are; `folder` is the directory of the run.

    Input artifacts are put at their paths, and removed with the output files when the pod has ended. Two pods that run
    at the same time cannot use the same path.
    """

    def __init__(self, sandbox: Sandbox, claims: Claims, folder: Path) -> None:
        self._sandbox, self._claims, self._folder = sandbox, claims, folder
        self._used: dict[str, set[str]] = {}
        self._placed: dict[str, set[str]] = {}
        self._lock = threading.Lock()

    def open(self, pod: Pod) -> str:
        """Return the address of this machine, whose network all processes have."""
        self._used[pod.name], self._placed[pod.name] = set(), set()
        return ADDRESS

    def locate(self, pod: Pod, port: int) -> tuple[str, int]:
        """Return the address and the port of a process."""
        return pod.address, port

    def start(self, command: Command, done: Callable[[Ended], None]) -> SandboxProcess:
        """Start a process; `done` is called in another thread when it has ended. Raises PodError."""
        _check_command(command)
        scripts = {each.target: each.source for each in command.mounts if each.target == SCRIPT}
        try:
            self._prepare(command, [each for each in command.mounts if each.target not in scripts])
        except ClaimError as error:
            raise PodError(str(error)) from None
        return self._sandbox.start(_adapt(command, scripts.get(SCRIPT, SCRIPT)), done)

    def _prepare(self, command: Command, mounts: Iterable[Mount]) -> None:
        """Remove what earlier steps have left at the paths of a pod, and put its inputs there."""
        pod, placed = command.hostname, self._placed[command.hostname]
        outputs = [path for path in command.collect.values() if path.startswith("/") or command.cwd]
        outputs = [os.path.join(command.cwd, path) for path in outputs]  # noqa: PTH118
        inputs = {resolve(each.target): each for each in mounts}
        inputs = {path: each for path, each in inputs.items() if path not in placed}
        paths = {*inputs, *map(resolve, outputs)}
        self._claims.add(paths)
        self._reserve(pod, paths)
        for path in paths:
            if not any(overlap(path, other) for other in placed):
                remove(path)
        for path in sorted(inputs):  # those around others first
            _place(inputs[path], path)
        placed |= inputs.keys()

    def _reserve(self, pod: str, paths: set[str]) -> None:
        with self._lock:
            for other, used in self._used.items():
                if other != pod:
                    _check_free(paths, used, other)
            self._used[pod] |= paths

    def erase(self, folder: Path) -> None:
        """Do nothing: processes have no rights that this one lacks."""
        del folder

    def release(self, pod: Pod) -> None:
        """Remove the files of a pod from its paths."""
        for path in self._used.get(pod.name, ()):
            with contextlib.suppress(OSError):  # reported at the end
                remove(path)
        with self._lock:
            self._used.pop(pod.name, None)
        self._placed.pop(pod.name, None)

    def close(self) -> None:
        """End all processes, and remove the files of the run from its paths. Raises ClaimError."""
        self._sandbox.close()
        clear(self._folder)


def _check_command(command: Command) -> None:
    for field, own in (("runAsUser", os.geteuid()), ("runAsGroup", os.getegid())):
        wanted = command.security.get(field)
        if wanted not in (None, own):
            raise PodError(f"'{field}' {wanted} cannot be set without namespaces: it is {own}")
    for mount in command.mounts:
        if mount.is_volume:
            raise PodError(f"a volume cannot be mounted at '{mount.target}' without namespaces")


def _check_free(paths: set[str], used: set[str], other: str) -> None:
    for path in paths:
        if any(overlap(path, each) for each in used):
            raise PodError(f"path '{path}' is in use by another step that runs at the same time, '{other}'")


def _place(mount: Mount, path: str) -> None:
    """Move an input to its path. Raises PodError."""
    try:
        remove(path)
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(mount.source, path)
    except OSError as error:
        raise PodError(f"'{path}' cannot be written: {error.strerror or error}") from None


def _adapt(command: Command, script: str) -> Command:
    """Return a command that finds its script and directories in the directory of the run."""
    folder = Path(command.folder)
    for name in ("work", "tmp"):
        (folder / name).mkdir(exist_ok=True)
    env = {"TMPDIR": str(folder / "tmp"), **command.env, PROGRESS: str(folder / "progress")}
    args = [script if each == SCRIPT else each for each in command.args]
    cwd = command.cwd or str(folder / "work")
    return command._replace(args=args, env=env, cwd=cwd, mounts=(), security=EMPTY)
