"""The executor of this machine for the scheduler."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence

from argogen.executors.local.bodies import run_data, run_http
from argogen.executors.local.control import Control
from argogen.executors.local.pods import PodRun
from argogen.executors.local.settings import Settings
from argogen.executors.pods.errors import PodError
from argogen.executors.pods.pod import build_pod
from argogen.executors.resources.kubectl import ResourceRun
from argogen.executors.runtime import Runtime
from argogen.runner.execution import CannotStartError, Event, Executor, Finished, Interrupted, Job, Outcome, Started

_PODS = frozenset(("container", "script", "containerSet"))
_REQUESTS = ("http", "data")
Approve = Callable[[Job], Outcome | None]
Work = Callable[[], Outcome]


class LocalExecutor(Executor):
    """Runs pods by a runtime, and other bodies in threads of this process.

    `approve` returns the outcome with which a suspended node is resumed, None if it waits. `mock` returns the outcome
    of a job that is not run, None for the others. `awaits_approval` returns whether a person is asked to resume a node.
    """

    def __init__(
        self, settings: Settings, runtime: Runtime, approve: Approve, mock: Approve,
        awaits_approval: Callable[[], bool] = lambda: False,
    ) -> None:  # fmt: skip
        self._settings, self._runtime, self._approve, self._mock = settings, runtime, approve, mock
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._work: queue.SimpleQueue[tuple[Job, Control, Work] | None] = queue.SimpleQueue()
        self._controls: dict[str, Control] = {}
        self._workers = self._threads = self._waiting = 0
        self._lock = threading.Lock()
        self.awaits_approval = awaits_approval

    def now(self) -> int:
        """Return the current time."""
        return time.time_ns()

    def start(self, job: Job) -> None:
        """Start a job in a thread. Raises CannotStartError."""
        mocked = self._mock(job)
        if mocked is not None:
            self._answer(job, mocked)
        elif job.kind == "suspend":
            resumed = self._approve(job)
            if resumed is not None:
                self._answer(job, resumed)
        else:
            control = Control(job.deadline, has_processes=job.kind not in _REQUESTS)
            work = self._plan(job, control)
            self._controls[job.node_id] = control
            self._work.put((job, control, work))
            self._add_worker(is_needed=len(self._controls) > self._workers)

    def _answer(self, job: Job, outcome: Outcome) -> None:
        with self._lock:
            self._waiting += 1
        if job.kind != "suspend":
            self._events.put(Started(job.node_id))
        self._events.put(Finished(job.node_id, outcome))

    def _plan(self, job: Job, control: Control) -> Work:
        started = self._report_start(job)
        if job.kind in _PODS:
            try:
                run = PodRun(
                    job, build_pod(job, self._settings.images), self._settings, self._runtime, control, started
                )
            except PodError as error:
                raise CannotStartError(str(error)) from None
            return run.run
        if job.kind == "http":
            return lambda: run_http(job, self._settings)
        if job.kind == "data":
            return lambda: run_data(job, self._settings)
        if job.kind == "resource" and self._settings.kubectl:
            return ResourceRun(job, self._settings, control, lambda: started("")).run
        raise CannotStartError(f"a template with '{job.kind}' is not run on this machine: mock it")

    def _report_start(self, job: Job) -> Callable[[str], None]:
        def started(address: str) -> None:
            self._events.put(Started(job.node_id, address))
            if job.template.get("daemon"):
                self._add_worker(is_needed=True, is_extra=True)

        return started

    def _add_worker(self, *, is_needed: bool, is_extra: bool = False) -> None:
        with self._lock:
            if is_needed and (is_extra or self._workers < self._settings.limit):
                self._workers += not is_extra
                self._threads += 1
                threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            task = self._work.get()
            if task is None:
                return
            job, control, work = task
            outcome = Outcome("Failed", "stopped") if control.is_stopped else _run(work)
            with self._lock:
                self._waiting += 1
            self._controls.pop(job.node_id, None)
            self._events.put(Finished(job.node_id, outcome))

    def wait(self, until: int | None) -> Sequence[Event]:
        """Return the next events; none if the time is reached, or if no job runs."""
        if until is None and not self._controls and not self._waiting and not self.awaits_approval():
            return ()
        timeout = None if until is None else max(0.0, (until - self.now()) / 1e9)
        events: list[Event] = []
        try:
            events.append(self._events.get(timeout=timeout))
            while True:
                events.append(self._events.get_nowait())
        except queue.Empty:
            pass
        with self._lock:
            self._waiting -= sum(isinstance(event, Finished) for event in events)
        return events

    def resume(self, node_id: str, outcome: Outcome) -> None:
        """Resume a suspended node."""
        with self._lock:
            self._waiting += 1
        self._events.put(Finished(node_id, outcome))

    def interrupt(self) -> None:
        """Request that the workflow stops; a signal handler may call it."""
        self._events.put(Interrupted())

    def stop(self, node_id: str) -> None:
        """Stop a job."""
        control = self._controls.get(node_id)
        if control is not None:
            control.stop()

    def close(self, seconds: float) -> None:
        """Stop all jobs, and wait for the ends of those with processes; no more can be started."""
        for control in list(self._controls.values()):
            control.stop()
        limit = time.monotonic() + seconds
        while self._has_processes() and time.monotonic() < limit:
            time.sleep(0.01)
        for _ in range(self._threads):
            self._work.put(None)

    def _has_processes(self) -> bool:
        return any(control.has_processes for control in list(self._controls.values()))


def _run(work: Work) -> Outcome:
    try:
        return work()
    except Exception as error:
        return Outcome("Error", f"{type(error).__name__}: {error}")
