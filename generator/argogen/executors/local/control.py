"""The control of a running pod by the scheduler: its deadline, and the request to stop."""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Callable

from argogen.executors.runtime import Ended

_SECOND = 10**9
_LONGEST_WAIT = 3600.0


class StoppedError(Exception):
    """The scheduler has stopped the pod, or its deadline has passed."""


class Control:
    """The events of a pod: the ends of its containers by name, and the request to stop.

    Without `has_processes`, it need not end before this process does.
    """

    def __init__(self, deadline: int | None, *, has_processes: bool = True) -> None:
        self._deadline, self.has_processes = deadline, has_processes
        self._events: queue.SimpleQueue[tuple[str, Ended] | None] = queue.SimpleQueue()
        self.is_stopped = self.is_late = False

    def stop(self) -> None:
        """Request that the pod ends."""
        self.is_stopped = True
        self._events.put(None)

    def ended(self, name: str) -> Callable[[Ended], None]:
        """Return what records the end of a container."""
        return lambda end: self._events.put((name, end))

    def next_end(self) -> tuple[str, Ended]:
        """Wait for the end of a container, and return its name and end. Raises StoppedError."""
        while True:
            end = self.poll(_LONGEST_WAIT)
            if end is not None:
                return end

    def poll(self, seconds: float) -> tuple[str, Ended] | None:
        """Return the next end of a container, None without one in this time. Raises StoppedError."""
        left = seconds if self._deadline is None else max(0.0, (self._deadline - time.time_ns()) / _SECOND)
        try:
            event = self._events.get(timeout=min(seconds, left))
        except queue.Empty:
            self.is_late = left < seconds
            if self.is_late:
                raise StoppedError from None
            return None
        if event is None:
            raise StoppedError
        return event

    def pause(self, seconds: float) -> None:
        """Wait for some time. Raises StoppedError if the pod has to end before."""
        limit = time.time_ns() + int(seconds * _SECOND)
        until = limit if self._deadline is None else min(limit, self._deadline)
        with contextlib.suppress(queue.Empty):
            if self._events.get(timeout=max(0.0, (until - time.time_ns()) / _SECOND)) is None:
                raise StoppedError
        if self._deadline is not None and time.time_ns() >= self._deadline:
            self.is_late = True
            raise StoppedError

    def drain(self, seconds: float) -> tuple[str, Ended] | None:
        """Return the next end of a container that was asked to end, None without one in this time."""
        limit = time.monotonic() + seconds
        while True:
            try:
                event = self._events.get(timeout=max(0.0, limit - time.monotonic()))
            except queue.Empty:
                return None
            if event is not None:
                return event
