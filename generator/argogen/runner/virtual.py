"""An executor with a virtual clock: outcomes are computed, and time passes at once."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

from argogen.runner.execution import PAST_DEADLINE, Event, Executor, Finished, Job, Outcome, Started

START = 1_767_225_600 * 10**9
"""The time at which a virtual clock starts by default, 2026-01-01T00:00:00Z."""
_TERMINATED = "143"


class VirtualExecutor(Executor):
    """Runs jobs by a function that computes their outcomes.

    `answer` returns the outcome of a job; None if the job never ends, or if a suspended node is not resumed. It may
    raise CannotStartError. A day of waiting takes no time: the clock moves to the next event.
    """

    def __init__(self, answer: Callable[[Job], Outcome | None], start: int = START) -> None:
        self._answer, self._now = answer, start
        self._events: list[tuple[int, int, Event]] = []
        self._count = 0

    def now(self) -> int:
        """Return the virtual time."""
        return self._now

    def start(self, job: Job) -> None:
        """Compute the outcome of a job, and plan its events."""
        outcome = self._answer(job)
        if job.kind != "suspend":
            self._plan(self._now, Started(job.node_id))
        if job.deadline is not None and (outcome is None or self._now + outcome.duration > job.deadline):
            ended = Outcome("Failed", PAST_DEADLINE, _TERMINATED)
            self._plan(job.deadline, Finished(job.node_id, ended))
        elif outcome is not None:
            self._plan(self._now + outcome.duration, Finished(job.node_id, outcome))

    def _plan(self, time: int, event: Event) -> None:
        self._count += 1
        heapq.heappush(self._events, (time, self._count, event))

    def wait(self, until: int | None) -> Sequence[Event]:
        """Move the clock to the next event or to `until`, and return the event."""
        if self._events and (until is None or self._events[0][0] <= until):
            time, _, event = heapq.heappop(self._events)
            self._now = max(self._now, time)
            return (event,)
        if until is not None:
            self._now = max(self._now, until)
        return ()

    def stop(self, node_id: str) -> None:
        """Do nothing: the scheduler ignores events of jobs that it has stopped."""
