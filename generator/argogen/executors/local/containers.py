"""Start the containers of a pod, and end them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.executors.local.control import Control
from argogen.executors.local.files import PodFiles
from argogen.executors.local.settings import Settings
from argogen.executors.pods.environment import build_argo_variables, build_environment
from argogen.executors.pods.expansion import expand
from argogen.executors.pods.pod import MAIN, Pod
from argogen.executors.pods.secrets import mask
from argogen.executors.runtime import Command, Ended, Mount, Process, Runtime
from argogen.records import EMPTY
from argogen.runner.execution import Job


class Containers:
    """The containers of one pod: those that run, and the ends of the others."""

    def __init__(self, job: Job, pod: Pod, files: PodFiles, settings: Settings, runtime: Runtime,
                 control: Control) -> None:  # fmt: skip
        self._job, self._pod, self._files, self._settings = job, pod, files, settings
        self._runtime, self._control = runtime, control
        self._running: dict[str, Process] = {}
        self.ends: dict[str, Ended] = {}

    def start(self, container: Mapping[str, Any], *, collects: bool = False) -> None:
        """Start a container; `collects` if its files are outputs. Raises PodError."""
        name = str(container["name"])
        command = self._build(name, container, self._files.outputs if collects else EMPTY)
        self._running[name] = self._runtime.start(command, self._control.ended(name))

    def _build(self, name: str, container: Mapping[str, Any], collected: Mapping[str, str]) -> Command:
        folder = self._files.folder / "containers" / name
        folder.mkdir(parents=True)
        base = {**self._settings.environment, **build_argo_variables(self._job, name)}
        env = build_environment(self._pod, container, base, self._settings.objects)
        args = [expand(str(each), env) for each in (*(container.get("command") or ()), *(container.get("args") or ()))]
        security = {**self._pod.security, **(container.get("securityContext") or {})}
        return Command(
            args, env, str(folder), str(self._files.log(name)), str(container.get("workingDir") or ""),
            self._list_mounts(container), self._pod.name,
            str(self._files.stdout) if self._job.captures_result and name == MAIN else "",
            str(self._files.collected) if collected else "", collected, self._settings.objects.masked,
            security, container, bool(container.get("command")), **self._find_attempts(container),
        )  # fmt: skip

    def _find_attempts(self, container: Mapping[str, Any]) -> dict[str, Any]:
        is_main = container in self._pod.main
        return {"attempts": self._pod.attempts, "pause": self._pod.pause} if is_main else {}

    def _list_mounts(self, container: Mapping[str, Any]) -> Sequence[Mount]:
        mounts = [
            Mount(str(each.source), each.path, each.read_only, is_volume=True)
            for each in self._files.volumes.list_mounts(container)
        ]
        takes_inputs = container in self._pod.main or container.get("mirrorVolumeMounts")
        return [*mounts, *(self._files.inputs if takes_inputs else ())]

    def wait(self) -> str:
        """Wait for the end of a container, and return its name. Raises StoppedError."""
        name, end = self._control.next_end()
        return self._record(name, end)

    def poll(self, seconds: float) -> None:
        """Wait for some time, or for the end of a container. Raises StoppedError."""
        found = self._control.poll(seconds)
        if found is not None:
            self._record(*found)

    def probe(self, name: str, command: Sequence[str], seconds: int) -> bool:
        """Return whether a command succeeds in some time in a container that runs."""
        return name in self._running and self._running[name].probe(command, seconds)

    def fail(self, name: str, end: Ended) -> None:
        """Record an error of the executor as the end of a container."""
        self._record(name, end)

    def _record(self, name: str, end: Ended) -> str:
        self._running.pop(name, None)
        self.ends[name] = end
        if end.error:
            with Path(self._files.log(name)).open("a", encoding="utf-8") as log:
                error = mask(end.error, self._settings.objects.masked)
                log.write(f"Error: {error}\n{error}\n")
        return name

    def stop(self) -> None:
        """Ask all running containers to end, and end those that do not in time."""
        for process in self._running.values():
            process.terminate()
        if self._running and not self._drain(min(self._pod.grace_seconds, self._settings.grace_seconds)):
            for process in self._running.values():
                process.kill()
            self._drain(None)

    def _drain(self, seconds: float | None) -> bool:
        """Record the ends of containers; return whether all have ended."""
        while self._running:
            found = self._control.drain(3600 if seconds is None else seconds)
            if found is None:
                return False
            self._record(*found)
        return True
