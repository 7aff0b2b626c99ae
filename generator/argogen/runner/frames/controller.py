"""The state of a run that all frames share: nodes, variables, the queue of reactions, and timers."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from argogen.argo.evaluation.environment import Evaluation
from argogen.runner.controls.blockages import Blockages
from argogen.runner.controls.limits import Limits
from argogen.runner.controls.locks import Locks
from argogen.runner.controls.memoization import Memory
from argogen.runner.execution import Executor, Job, Outcome
from argogen.runner.frames.request import LaunchError, Request
from argogen.runner.frames.templates import Templates
from argogen.runner.model.library import Library
from argogen.runner.nodes.node import POD, RUNNING, Node, Outputs
from argogen.runner.nodes.store import NodeStore
from argogen.runner.submission import Submission
from argogen.runner.variables.processing import Processor

Reaction = Callable[[], None]


class Worker(Protocol):
    """A frame whose body an executor runs."""

    @property
    def own_node(self) -> Node:
        """The node of the body."""
        ...

    def started(self, address: str) -> None:
        """React to the start of the body."""
        ...

    def finished(self, outcome: Outcome) -> None:
        """React to the end of the body."""
        ...

    def abort(self, phase: str, message: str) -> None:
        """End the node without the outcome of the body."""
        ...


class Controller:
    """The shared state of a run; `launch` runs a request, and `spec` gets the spec whose tags are replaced."""

    def __init__(
        self, submission: Submission, library: Library, executor: Executor, evaluation: Evaluation, memory: Memory
    ) -> None:
        self.submission, self.library, self.executor, self.evaluation = submission, library, executor, evaluation
        self.memory, self.spec = memory, submission.spec
        self.store = NodeStore(submission.name, executor.now)
        self.processor = Processor(library, submission.namespace, evaluation)
        self.templates = Templates(submission.spec, library)
        self.limits: Limits[Request] = Limits(self.store, submission.spec.get("parallelism"))
        self.locks = Locks(submission.namespace, library)
        self.blockages = Blockages()
        self.workers: dict[str, Worker] = {}
        self.jobs: dict[str, Job] = {}
        self.global_parameters: dict[str, str] = {}
        self.global_artifacts: dict[str, Mapping[str, Any]] = {}
        self.deadline: int | None = None
        self.entry_error = ""
        self.is_stopping = False
        self.lock_waiters: list[Request] = []
        self.launch: Callable[[Request], None] = _refuse
        self.on_failure: dict[str, Callable[[], bool]] = {}
        self.assessments: dict[str, Reaction] = {}
        self.backoffs: dict[str, Reaction] = {}
        self._reactions: deque[Reaction] = deque()
        self._last: deque[Reaction] = deque()
        self._postponed: list[tuple[Node, Reaction, bool]] = []
        self._timers: list[tuple[int, int, Reaction]] = []
        self._count = 0

    @property
    def variables(self) -> dict[str, str]:
        """The variables of the workflow."""
        return self.processor.variables

    def react(self, reaction: Reaction) -> None:
        """Plan a reaction to the current event."""
        self._reactions.append(reaction)

    def react_if_open(self, node: Node, reaction: Reaction, *, is_last: bool) -> None:
        """Plan a reaction of a template; the last ones follow all others and the requests that limits held back.

        It is postponed as long as Argo does not look at the template because limits are reached.
        """
        if not self.limits.are_open(node):
            self._postponed.append((node, reaction, is_last))
        elif is_last:
            self._last.append(reaction)
        else:
            self._reactions.append(reaction)

    def react_first(self, reaction: Reaction) -> None:
        """Plan a reaction before all others."""
        self._reactions.appendleft(reaction)

    def notify(self, request: Request) -> None:
        """Report another phase of a node to the frame that requested it."""
        self.react(lambda: request.owner.changed(request))

    def reassess(self, node: Node | None) -> None:
        """Let the DAG templates around a node that ended look whether they have ended, too."""
        while node is not None:
            if node.id in self.assessments:
                self.react(self.assessments[node.id])
            node = node.boundary

    def fail_fast(self) -> bool:
        """End the templates that fail fast; return whether there was one. Argo looks for them before it continues."""
        ended = [end() for end in list(self.on_failure.values())]
        return any(ended)

    def at(self, time: int, reaction: Reaction) -> None:
        """Plan a reaction for a time."""
        self._count += 1
        heapq.heappush(self._timers, (time, self._count, reaction))

    def find_next_time(self) -> int | None:
        """Return the time of the next planned reaction."""
        return self._timers[0][0] if self._timers else None

    def run_reactions(self) -> None:
        """Run all reactions, and the requests that limits no longer hold back."""
        postponed, self._postponed = self._postponed, []
        for node, reaction, is_last in postponed:
            self.react_if_open(node, reaction, is_last=is_last)
        while True:
            while self._reactions:
                self._reactions.popleft()()
            request = self.limits.pop()
            if request is not None:
                self.launch_later(request)
            elif self._last:
                self._last.popleft()()
            else:
                return

    def run_timers(self) -> None:
        """Run the planned reactions whose time has come."""
        now = self.executor.now()
        while self._timers and self._timers[0][0] <= now:
            self.react(heapq.heappop(self._timers)[2])

    def launch_later(self, request: Request) -> None:
        """Run a request that had to wait; errors are reported to its owner."""
        try:
            self.launch(request)
        except LaunchError as error:
            request.owner.failed(request, error)
        else:
            if request.node is not None:
                request.owner.changed(request)

    def wake_lock_waiters(self) -> None:
        """Let the requests that wait for locks try again, in the order of Argo."""
        waiting, self.lock_waiters = sorted(self.lock_waiters), []
        for request in waiting:
            if request.node is None or not request.node.is_completed:
                self.launch_later(request)

    def set_phase(self, node: Node, phase: str, message: str | None = None) -> None:
        """Change the phase of a node."""
        self.store.set_phase(node, phase, message)

    def end_job(self, node: Node) -> None:
        """Forget the body of a node, so that later events of it have no effect."""
        if self.workers.pop(node.id, None) is not None:
            self.jobs.pop(node.id, None)
            self.executor.stop(node.id)

    def stop_daemons(self, boundary: Node | None) -> None:
        """End the daemons of a template of steps or tasks, which is complete."""
        for node in [node for node in self.daemons if node.boundary is boundary]:
            self.daemons.remove(node)
            if node.is_daemoned:
                node.is_daemoned = False
                self.set_phase(node, "Succeeded")
                self.end_job(node)

    @property
    def has_running_pods(self) -> bool:
        """Whether pods run that are no daemons: Argo waits for their outputs before it ends the workflow."""
        nodes = (worker.own_node for worker in self.workers.values())
        return any(node.type == POD and node.phase == RUNNING and not node.is_daemoned for node in nodes)

    @property
    def daemons(self) -> list[Node]:
        """The daemons that run."""
        return self.limits.daemons

    def list_global_outputs(self) -> dict[str, Any]:
        """Return the variables for the outputs of the workflow so far."""
        values: dict[str, Any] = {}
        for name, value in self.global_parameters.items():
            values[f"workflow.outputs.parameters.{name}"] = value
        for name, artifact in self.global_artifacts.items():
            values[f"workflow.outputs.artifacts.{name}"] = artifact
        return values

    def export(self, outputs: Outputs | None) -> None:
        """Make outputs with a global name outputs of the workflow."""
        for parameter in outputs.parameters if outputs else ():
            if (name := parameter.get("globalName")) and "value" in parameter:
                self.global_parameters[name] = parameter["value"]
                self.variables[f"workflow.outputs.parameters.{name}"] = parameter["value"]
        for artifact in outputs.artifacts if outputs else ():
            if name := artifact.get("globalName"):
                kept = {key: value for key, value in artifact.items() if key not in ("globalName", "path")}
                self.global_artifacts[name] = {**kept, "name": name}


def _refuse(request: Request) -> None:
    raise LaunchError(f"template '{request.name}' missing specification")
