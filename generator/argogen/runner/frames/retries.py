"""Frames of templates with a retry strategy: one node for each attempt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from argogen.argo.evaluation.errors import EvaluationError
from argogen.argo.evaluation.golang.encoding.numbers import format_float
from argogen.argo.notation.durations import LONGEST, read_duration
from argogen.argo.notation.error import NotationError
from argogen.runner.execution import SECOND
from argogen.runner.frames.controller import Controller
from argogen.runner.frames.frame import STOPPED, Frame
from argogen.runner.frames.request import LaunchError, Request
from argogen.runner.frames.templates import PODS, Resolved
from argogen.runner.model.reading import Data
from argogen.runner.model.scalars import as_int32
from argogen.runner.model.transient import is_transient
from argogen.runner.nodes.humanized import humanize
from argogen.runner.nodes.names import make_pod_name
from argogen.runner.nodes.node import ERROR, FAILED, RETRY, RUNNING, SUCCEEDED, Node
from argogen.runner.variables.conditions import holds
from argogen.runner.variables.processing import ProcessingError, describe

Start = Callable[[Controller, Request, Resolved, Data], None]
_POLICIES = ("Always", "OnError", "OnFailure", "OnTransientError")
_MANY = 1_000


class RetryFrame(Frame):
    """A template that is tried again."""

    def __init__(
        self, controller: Controller, request: Request, resolved: Resolved, template: Data, start: Start
    ) -> None:
        super().__init__(controller, request, resolved, template)
        self._start_attempt = start
        self._strategy: Mapping[str, Any] = template["retryStrategy"]
        self._attempts: list[Node] = []
        self._deadline: int | None = None

    def start(self) -> None:
        """Create the Retry node and start the first attempt."""
        self.create_node(RETRY, RUNNING)
        self._try()

    @property
    def _policy(self) -> str:
        return self._strategy.get("retryPolicy") or ("Always" if self._strategy.get("expression") else "OnFailure")

    def _try(self) -> None:
        """Start another attempt. Raises LaunchError."""
        number = len(self._attempts)
        request = self._build_request(number)
        template = self._fill_in(request, number)
        try:
            self._start_attempt(self.controller, request, self.resolved, template)
        except LaunchError as error:
            node = request.node
            if node is None:
                raise
            self._adopt(node)
            self.controller.set_phase(node, ERROR, str(error))
            if self._policy == "OnFailure":
                self.release()
                self.is_over = True
                raise
            self.controller.react(self._assess_later)
        else:
            assert request.node is not None
            self._adopt(request.node)
            self.controller.notify(self.request)

    def _adopt(self, node: Node) -> None:
        node.is_retried = True
        self._attempts.append(node)
        self.own_node.add_child(node)

    def _build_request(self, number: int) -> Request:
        own = self.request
        request = Request(f"{own.name}({number})", own.call, own.base, self, own.identity._replace(attempt=number))
        request.arguments, request.boundary, request.kind = own.arguments, own.boundary, own.kind
        request.is_on_exit, request.is_hooked, request.depth, request.order = (
            own.is_on_exit, own.is_hooked, own.depth, own.order,
        )  # fmt: skip
        request.deadline = self._deadline
        return request

    def _fill_in(self, request: Request, number: int) -> Data:
        last = self._attempts[-1] if self._attempts else None
        local = {"retries": str(number), **describe_attempt(last, "0", "0")}
        if self.resolved.body in PODS:
            name = str(self.template.get("name") or "")
            local["pod.name"] = make_pod_name(self.controller.store, request.name, name)
        try:
            lasts = self.resolved.body in ("steps", "dag")
            return self.controller.processor.substitute(self.template, local, is_lasting=lasts)
        except (ProcessingError, EvaluationError) as error:
            raise LaunchError(describe(error)) from None

    def changed(self, request: Request) -> None:
        """React to the end of an attempt, or to its start if it is a daemon."""
        node = request.node
        if self.is_over or node is None or node is not self._attempts[-1]:
            return
        if node.is_daemoned and not node.is_completed:
            self.own_node.is_daemoned = True
            self.controller.daemons.append(self.own_node)
            self.controller.set_phase(self.own_node, node.phase)
        elif node.is_completed:
            self._assess_later()
            return
        self.controller.notify(self.request)

    def failed(self, request: Request, error: LaunchError) -> None:  # noqa: ARG002
        """React to an error within an attempt of steps or tasks."""
        if self.is_over:
            return
        if self._policy == "OnFailure" and not error.is_limit:
            self.release()
            self.is_over = True
            self.request.owner.failed(self.request, error)
        else:
            self._assess_later()

    def _assess_later(self) -> None:
        try:
            self._assess()
        except LaunchError as error:
            self.raise_later(str(error))

    def _assess(self) -> None:
        """Decide after an attempt whether another one follows. Raises LaunchError."""
        last = self._attempts[-1]
        if not last.has_failed:
            self._end(SUCCEEDED, None)
            return
        deadline, now = self.controller.deadline, self.controller.executor.now()
        if deadline is not None and now > deadline:
            self._end(last.phase, STOPPED if self.controller.is_stopping else "retry exceeded workflow deadline")
            return
        try:
            if self._strategy.get("backoff") and self._waits(self._strategy["backoff"], last):
                return
            self._try_again(last)
        except (NotationError, ValueError) as error:
            raise LaunchError(str(error)) from None

    def _waits(self, backoff: Mapping[str, Any], last: Node) -> bool:
        """Wait for the backoff, or end the node if it exceeds the maximum duration; return False to go on at once."""
        now = self.controller.executor.now()
        maximum = None
        if backoff.get("maxDuration"):
            maximum = self._attempts[0].started_at + read_duration(str(backoff["maxDuration"]))
            if now >= maximum:  # Argo looks a moment later
                self._end(last.phase, "Max duration limit exceeded")
                return True
        if not backoff.get("duration"):
            raise LaunchError("no base duration specified for retryStrategy")
        wait = self._find_wait(backoff)
        time = last.finished_at + wait
        if maximum is not None and time > maximum:
            self._end(last.phase, "Backoff would exceed max duration limit")
            return True
        limit = as_int32(self._strategy.get("limit"))
        if now < time and limit is not None and len(self._attempts) <= limit:
            self.own_node.message = f"Backoff for {humanize(wait)}"
            self.controller.backoffs[self.own_node.id] = self._assess_after_wait
            self.controller.at(time, self._assess_after_wait)
            self.controller.notify(self.request)
            return True
        self.own_node.message, self._deadline = "", maximum  # the first attempt has no deadline
        return False

    def _assess_after_wait(self) -> None:
        is_waiting = self.controller.backoffs.pop(self.own_node.id, None) is not None
        if is_waiting and not self.is_over:
            self._assess_later()

    def _find_wait(self, backoff: Mapping[str, Any]) -> int:
        base = read_duration(str(backoff["duration"]))
        factor = as_int32(backoff.get("factor")) or 0
        wait = base
        if factor > 0:
            scale = factor ** (len(self._attempts) - 1)
            wait = LONGEST if base and scale > LONGEST / base else base * scale
        if backoff.get("cap"):
            wait = min(wait, read_duration(str(backoff["cap"])))
        return wait

    def _try_again(self, last: Node) -> None:
        if self._policy not in _POLICIES:
            raise LaunchError(f"{self._policy} is not a valid RetryPolicy")
        if not self._may_retry(last):
            self._end(last.phase, last.message)
            return
        limit = as_int32(self._strategy.get("limit"))
        if limit is not None and len(self._attempts) > limit:
            self._end(last.phase, "No more retries left")
            return
        if self._strategy.get("expression") and not self._evaluate(last):
            self._end(last.phase, "retryStrategy.expression evaluated to false")
            return
        if limit is None and len(self._attempts) >= _MANY:
            self.controller.blockages.add(
                self.request.name, self.own_node, f"each of {_MANY:,} attempts failed, and their number has no limit",
                "set 'limit' in 'retryStrategy'",
            )  # fmt: skip
            return
        self._try()

    def _may_retry(self, last: Node) -> bool:
        if self._policy == "OnTransientError":
            return is_transient(last.message)
        if last.phase == FAILED:
            return self._policy in ("Always", "OnFailure")
        return self._policy in ("Always", "OnError")

    def _evaluate(self, last: Node) -> bool:
        values = {"retries": str(len(self._attempts) - 1), **describe_attempt(last, "-1", "0")}
        try:
            return holds(self._strategy["expression"], values, self.controller.evaluation)
        except ProcessingError as error:
            raise LaunchError(str(error)) from None

    def _end(self, phase: str, message: str | None) -> None:
        self.own_node.outputs = self._attempts[-1].outputs
        if self.own_node.is_daemoned:
            self.own_node.is_daemoned = False
            self.controller.daemons.remove(self.own_node)
        self.finish(phase, message)


def describe_attempt(last: Node | None, exit_code: str, duration: str) -> dict[str, str]:
    """Return the variables for the last attempt; without one, or without an exit code, the given values."""
    status = message = ""
    if last is not None:
        if last.outputs is not None and last.outputs.exit_code is not None:
            exit_code = last.outputs.exit_code
        status, message = last.phase, last.message
        duration = format_float(float(last.finished_at // SECOND - last.started_at // SECOND))
    return {
        "lastRetry.exitCode": exit_code, "lastRetry.status": status, "lastRetry.duration": duration,
        "lastRetry.message": message,
    }  # fmt: skip
