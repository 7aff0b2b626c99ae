"""The frame of templates that are suspended: they wait for a time or for approval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.notation.durations import read_duration
from argogen.argo.notation.error import NotationError
from argogen.runner.execution import Job, Outcome
from argogen.runner.frames.bodies import show_parameters
from argogen.runner.frames.frame import Frame
from argogen.runner.frames.request import LaunchError
from argogen.runner.nodes.node import FAILED, PENDING, RUNNING, SUCCEEDED, SUSPEND, UNSUCCESSFUL, Node, Outputs
from argogen.runner.variables.scope import list_parameters


class SuspendFrame(Frame):
    """A template that waits for a time or for approval."""

    def start(self) -> None:
        """Create the node, and wait."""
        node = self.create_node(SUSPEND, PENDING)
        node.outputs = _declare_supplied(self.template)
        self.controller.set_phase(node, RUNNING)
        if self.is_too_late():
            self.controller.react(lambda: self.finish(FAILED, self.late_message))
            return
        self.controller.workers[node.id] = self
        duration = (self.template.get("suspend") or {}).get("duration")
        if duration:
            try:
                time = node.started_at + read_duration(str(duration))
            except NotationError as error:
                raise LaunchError(f"unable to parse {duration} as a duration: {error}") from None
            self.controller.at(time, lambda: self.finished(Outcome()))
        self._announce(node)
        self.controller.notify(self.request)

    def _announce(self, node: Node) -> None:
        identity, name = node.identity, node.name.removeprefix(self.controller.submission.name)
        job = Job(
            node.id, node.name, name, "suspend", self.template, str(self.template.get("name") or ""),
            show_parameters(node.inputs), identity.step, identity.item, identity.number, identity.attempt,
            identity.handler,
        )  # fmt: skip
        self.controller.jobs[node.id] = job
        self.controller.executor.start(job)

    def started(self, address: str) -> None:
        """Do nothing: a suspended node is Running at once."""

    def finished(self, outcome: Outcome) -> None:
        """Resume the node, with the supplied outputs and defaults."""
        node = self.own_node
        if self.controller.workers.pop(node.id, None) is None:
            return
        self.controller.jobs.pop(node.id, None)
        self.controller.executor.stop(node.id)
        if outcome.phase in UNSUCCESSFUL:
            self.finish(outcome.phase, outcome.message)
            return
        node.started_at, node.finished_at = outcome.started_at or node.started_at, outcome.finished_at
        supplied, missing = [], ""
        for parameter in node.outputs.parameters if node.outputs else ():
            value = outcome.parameters.get(parameter["name"], (parameter.get("valueFrom") or {}).get("default"))
            missing = missing or (parameter["name"] if value is None else "")
            kept = {key: part for key, part in parameter.items() if key != "valueFrom"}
            supplied.append(kept if value is None else {**kept, "value": value})
        if missing:
            self.raise_later(f"raw output parameter '{missing}' has not been set and does not have a default value")
            return
        node.outputs = Outputs(supplied) if node.outputs else None
        self.finish(SUCCEEDED, outcome.message or None)

    def abort(self, phase: str, message: str) -> None:
        """End the node without resuming it."""
        self.controller.end_job(self.own_node)
        self.finish(phase, message)


def _declare_supplied(template: Mapping[str, Any]) -> Outputs | None:
    defaults = {one["name"]: one["default"] for one in list_parameters(template.get("inputs")) if "default" in one}
    supplied = []
    for parameter in list_parameters(template.get("outputs")):
        source = parameter.get("valueFrom") or {}
        if source.get("supplied") is None:
            continue
        if "default" not in source and parameter["name"] in defaults:
            parameter = {**parameter, "valueFrom": {**source, "default": defaults[parameter["name"]]}}
        supplied.append(parameter)
    return Outputs(supplied) if supplied else None
