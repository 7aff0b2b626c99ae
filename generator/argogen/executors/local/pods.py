"""The life of a pod: init containers, main containers in the order of their dependencies, sidecars, outputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from argogen.executors.local.containers import Containers
from argogen.executors.local.control import Control, StoppedError
from argogen.executors.local.files import PodFiles
from argogen.executors.local.readiness import wait_until_ready
from argogen.executors.local.results import Results, find_failed_copy, judge, judge_container, keep_outputs
from argogen.executors.local.settings import Settings
from argogen.executors.pods.errors import PodError
from argogen.executors.pods.pod import MAIN, Pod
from argogen.executors.runtime import Ended, Runtime
from argogen.runner.execution import Job, Outcome

_EXECUTOR_ERROR = 64


class PodRun:
    """One run of a pod; `started` is called with its address as soon as its containers run."""

    def __init__(
        self, job: Job, pod: Pod, settings: Settings, runtime: Runtime, control: Control, started: Callable[[str], None]
    ) -> None:
        self._job, self._pod, self._settings = job, pod, settings
        self._runtime, self._control, self._started = runtime, control, started

    def run(self) -> Outcome:
        """Run the pod to its end."""
        try:
            self._pod = self._pod._replace(address=self._runtime.open(self._pod))
        except (PodError, OSError) as error:
            return Outcome("Error", str(error))
        try:
            return self._run_pod()
        finally:
            self._runtime.release(self._pod)

    def _run_pod(self) -> Outcome:
        try:
            files = PodFiles(self._job, self._pod, self._settings)
        except (PodError, OSError) as error:
            return Outcome("Error", str(error))
        try:
            return self._run(files)
        except (PodError, OSError) as error:
            return Outcome("Error", str(error))
        finally:
            files.remove()
            if files.folder.exists():
                self._runtime.erase(files.folder)

    def _run(self, files: PodFiles) -> Outcome:
        containers = Containers(self._job, self._pod, files, self._settings, self._runtime, self._control)
        try:
            if self._run_inits(containers):
                self._run_main(containers)
        except StoppedError:
            pass
        finally:
            containers.stop()
        failed = find_failed_copy(files) if MAIN in containers.ends else None
        if failed is not None:
            containers.fail(MAIN, failed)
        results = keep_outputs(files) if containers.ends.keys() & self._names() else Results({}, {}, None, ())
        outcomes = {
            name: judge_container(name, containers.ends[name]) for name in self._names() & containers.ends.keys()
        }
        return judge(files, containers.ends, results, outcomes, is_late=self._control.is_late)

    def _names(self) -> set[str]:
        return {str(each["name"]) for each in self._pod.main}

    def _run_inits(self, containers: Containers) -> bool:
        """Run the init containers one after another; return whether all have succeeded."""
        for container in self._pod.inits:
            containers.start(container)
            name = containers.wait()
            if containers.ends[name].code:
                return False
        return True

    def _run_main(self, containers: Containers) -> None:
        waiting = {str(each["name"]): each for each in self._pod.main}
        self._start_free(waiting, containers)
        for sidecar in self._pod.sidecars:
            containers.start(sidecar)
        if self._job.template.get("daemon"):
            wait_until_ready(self._pod, containers, self._runtime.locate)
        if not self._names() <= containers.ends.keys():
            self._started(self._pod.address)
        while not self._names() <= containers.ends.keys():
            if containers.wait() in self._names():
                self._start_free(waiting, containers)

    def _start_free(self, waiting: dict[str, Mapping[str, Any]], containers: Containers) -> None:
        """Start the containers whose dependencies have succeeded, and end those of which one has failed."""
        progress = True
        while progress:
            progress = False
            for name, container in list(waiting.items()):
                needed = [containers.ends.get(each) for each in container.get("dependencies") or ()]
                if any(end is None for end in needed) and not any(end is not None and end.code for end in needed):
                    continue
                progress = bool(waiting.pop(name))
                self._start_or_fail(name, container, containers)

    def _start_or_fail(self, name: str, container: Mapping[str, Any], containers: Containers) -> None:
        for needed in container.get("dependencies") or ():
            end = containers.ends.get(needed)
            if end is not None and end.code:
                reason = f'dependency "{needed}" exited with non-zero code: {end.code}'
                containers.fail(name, Ended(_EXECUTOR_ERROR, reason))
                return
        containers.start(container, collects=name == "main")
