"""The protocol between the scheduler and executors: jobs, their outcomes, events, and the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from argogen.records import EMPTY, Record

SECOND = 10**9
"""The nanoseconds of a second: all times are nanoseconds since 1970-01-01 UTC, and all durations nanoseconds."""
PAST_DEADLINE = "Pod was active on the node longer than the specified deadline"
"""The message of Kubernetes for a pod past the deadline of its job."""


class Job(Record):
    """The body of a node that an executor runs, with all tags of its template replaced.

    `kind` is the key of the body in the template: container, containerSet, script, resource, data, http, plugin or
    suspend. `path` is the name of the node without the name of the workflow: `[0].step(0:item)`, `.task`, `(1)`, and ""
    for the entrypoint. `step` is the name of the step, task or hook in the manifest, "" for the entrypoint. `item` is
    the item of a loop as a string (JSON if it is a mapping or a list), and `index` its number. `attempt` counts from 0.
    `handler` is the name of the hook if the node is one, `exit` for an exit handler.
    `captures_result` states whether Argo keeps the standard output, which it does if another template refers to it.
    `deadline` is the time at which Kubernetes ends the pod, by `timeout` or `activeDeadlineSeconds` of the template,
    or by `maxDuration` of its retry strategy.
    `pod_name` and `namespace` are those of the pod, and `spec` is the spec of the workflow, with tags replaced except
    in its templates.
    """

    node_id: str
    node_name: str
    path: str
    kind: str
    template: Mapping[str, Any]
    template_name: str = ""
    inputs: Mapping[str, str] = EMPTY
    step: str = ""
    item: str | None = None
    index: int | None = None
    attempt: int = 0
    handler: str = ""
    captures_result: bool = False
    deadline: int | None = None
    pod_name: str = ""
    namespace: str = ""
    spec: Mapping[str, Any] = EMPTY


class ContainerOutcome(Record):
    """The end of a container of a container set."""

    phase: str = "Succeeded"
    message: str = ""


class Outcome(Record):
    """The end of a job: phase (Succeeded, Failed or Error), exit code of the main container, and outputs.

    Declared outputs that are missing get their `value` or default; a Succeeded job without one of the others becomes an
    Error, as in Argo. `artifacts` are output artifacts by name, with their location as Argo records it. `containers`
    are those of a container set. `duration` is for executors with a virtual clock. `started_at` and `finished_at` are
    the times of a job of an earlier run, whose outcome is used again.
    """

    phase: str = "Succeeded"
    message: str = ""
    exit_code: str | None = None
    parameters: Mapping[str, str] = EMPTY
    result: str | None = None
    artifacts: Mapping[str, Any] = EMPTY
    containers: Mapping[str, ContainerOutcome] = EMPTY
    duration: int = 0
    started_at: int = 0
    finished_at: int = 0


class Started(Record):
    """A job runs; a daemon is ready. `address` is the IP address of its pod."""

    node_id: str
    address: str = "127.0.0.1"


class Finished(Record):
    """A job ended, or a suspended node is resumed; `parameters` of the outcome are then the supplied outputs."""

    node_id: str
    outcome: Outcome


class Interrupted(Record):
    """The workflow is requested to stop, as `argo stop` does: its exit handlers still run."""


Event = Started | Finished | Interrupted


class CannotStartError(Exception):
    """A job that cannot be started: the controller of Argo fails to create the pod. The message is that of the node."""


class Executor(Protocol):
    """An executor runs the bodies of templates.

    The scheduler calls all methods from one thread. It ignores events of jobs that it has stopped.
    """

    def now(self) -> int:
        """Return the current time."""
        ...

    def start(self, job: Job) -> None:
        """Start a job and return at once. Raises CannotStartError.

        A job of the kind `suspend` only announces that the node waits: the executor may finish it, which resumes it.
        """
        ...

    def wait(self, until: int | None) -> Sequence[Event]:
        """Return the next events; none if `until` is reached before, or if no event will ever occur."""
        ...

    def stop(self, node_id: str) -> None:
        """Stop a job whose outcome is of no interest: a daemon, or a job past the deadline of the workflow."""
        ...
