"""Frames of templates that an executor runs: pods, HTTP requests and plugins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.evaluation.errors import EvaluationError
from argogen.argo.notation.durations import read_go_duration
from argogen.argo.notation.error import NotationError
from argogen.runner.controls.environment import find_missing_key
from argogen.runner.execution import PAST_DEADLINE, SECOND, CannotStartError, ContainerOutcome, Job, Outcome
from argogen.runner.frames.frame import Frame
from argogen.runner.frames.request import LaunchError
from argogen.runner.frames.templates import PODS
from argogen.runner.model.reading import Data
from argogen.runner.nodes.names import make_pod_name
from argogen.runner.nodes.node import (
    CONTAINER,
    ERROR,
    FAILED,
    HTTP,
    PENDING,
    PLUGIN,
    POD,
    RUNNING,
    SUCCEEDED,
    UNSUCCESSFUL,
    Node,
    Outputs,
)
from argogen.runner.variables.scope import list_artifacts, list_parameters

_TYPES = {"http": HTTP, "plugin": PLUGIN}
_OUTPUTS = "/var/run/argo/outputs"
_POD_FIELDS = ("podMetadata", "podSpecPatch", "volumes")


class BodyFrame(Frame):
    """A template with a body that an executor runs."""

    def start(self) -> None:
        """Create the node and start the body."""
        body = self.resolved.body
        node = self.create_node(_TYPES.get(body, POD), PENDING)
        if self.is_too_late():
            self.controller.react(lambda: self.finish(FAILED, self.late_message))
            return
        if missing := find_missing_key(self.template, self.controller.library):
            remedy = "add the key, or set 'optional' in the reference"
            self.controller.blockages.add(node.name, node, f"the pod never starts: {missing}", remedy)
            return
        self.controller.workers[node.id] = self
        try:
            self._start_job(node, body)
        except CannotStartError as error:
            self.controller.end_job(node)
            raise LaunchError(str(error)) from None
        if body in PODS:
            self.controller.store.set_pod(node, exists=True)
        if body == "containerSet":
            self._create_containers(node)

    def _start_job(self, node: Node, body: str) -> None:
        identity = node.identity
        pod = make_pod_name(self.controller.store, node.name, str(self.resolved.filled.get("name") or ""))
        spec = self.controller.spec
        if body in PODS:
            self.template = self._fill(self.template, pod)
            if fields := {key: spec[key] for key in _POD_FIELDS if key in spec}:
                spec = {**spec, **self._fill(fields, pod)}
        job = Job(
            node.id, node.name, node.name.removeprefix(self.controller.submission.name), body, self.template,
            str(self.template.get("name") or ""), show_parameters(node.inputs), identity.step, identity.item,
            identity.number, identity.attempt, identity.handler,
            self._captures_result(node, body), self._find_deadline(),
            pod, self.controller.submission.namespace, spec,
        )  # fmt: skip
        self.controller.jobs[node.id] = job
        self.controller.executor.start(job)

    def _fill(self, data: Data, pod: str) -> Data:
        try:
            return self.controller.processor.fill_pod(data, show_parameters(self.own_node.inputs), pod)
        except EvaluationError as error:
            raise LaunchError(error.describe()) from None

    def _captures_result(self, node: Node, body: str) -> bool:
        if body in ("data", "http", "plugin"):
            return True
        if body == "resource" or node.boundary is None:
            return False
        boundary = self.controller.limits.boundaries.get(node.boundary.id)
        return self.controller.templates.captures_result(node.name, boundary)

    def _find_deadline(self) -> int | None:
        """Return the time at which the pod ends: that of its template, or that of a retry strategy if it is earlier."""
        found = [time for time in (self._find_own_deadline(), self.request.deadline) if time is not None]
        return min(found, default=None)

    def _find_own_deadline(self) -> int | None:
        """Return the time at which Kubernetes ends the pod: Argo rounds a timeout down, and prefers it."""
        now = self.controller.executor.now()
        if self.template.get("timeout"):
            try:
                timeout = read_go_duration(str(self.template["timeout"]))
            except NotationError as error:
                raise LaunchError(f"invalid timeout format. {error}") from None
            left = self.own_node.started_at + timeout - now
            seconds = -(-left // SECOND) - 1  # some time has passed since the node was created
            if seconds <= 1:
                raise LaunchError(f"{self.own_node.name} exceeded its deadline")
            return now + seconds * SECOND
        limit = self.template.get("activeDeadlineSeconds")
        try:
            return None if limit is None else now + int(limit) * SECOND
        except ValueError:
            raise LaunchError(f'strconv.ParseInt: parsing "{limit}": invalid syntax') from None

    def started(self, address: str) -> None:
        """Record that the body runs; a daemon that is ready is complete for those that depend on it."""
        node = self.own_node
        if node.type in (HTTP, PLUGIN) or node.phase != PENDING:
            return
        if self.template.get("daemon"):
            node.is_daemoned, node.address = True, address
            self.controller.daemons.append(node)
        self.controller.set_phase(node, RUNNING)
        for child in node.children:
            if child.type == CONTAINER:
                self.controller.set_phase(child, RUNNING)
        self.controller.notify(self.request)

    def finished(self, outcome: Outcome) -> None:
        """Record the outcome of the body."""
        node = self.own_node
        self.controller.workers.pop(node.id, None)
        self.controller.jobs.pop(node.id, None)
        node.started_at, node.finished_at = outcome.started_at or node.started_at, outcome.finished_at
        phase, message, node.outputs = complete_outcome(self.template, outcome)
        if self.template.get("daemon") and phase == SUCCEEDED:
            phase = FAILED
        if node.is_daemoned:
            node.is_daemoned = False
            self.controller.daemons.remove(node)
        if phase == SUCCEEDED:
            self.save_to_cache(node.outputs)
        if self.resolved.body in PODS:
            self.controller.export(node.outputs)
        self._end_containers(outcome)
        self.finish(phase, message)

    def abort(self, phase: str, message: str) -> None:
        """End the node without the outcome of the body."""
        self.controller.end_job(self.own_node)
        self.finish(phase, message)

    def _create_containers(self, node: Node) -> None:
        containers = (self.template.get("containerSet") or {}).get("containers") or ()
        nodes: dict[str, Node] = {}
        for container in containers:
            name = f"{node.name}.{container['name']}"
            created = nodes[container["name"]] = self.controller.store.create(name, CONTAINER, node, PENDING)
            created.template_name, created.template_scope = node.template_name, node.template_scope
            created.identity = node.identity
        for container in containers:
            parents = [nodes[one] for one in container.get("dependencies") or () if one in nodes] or [node]
            for parent in parents:
                parent.add_child(nodes[container["name"]])

    def _end_containers(self, outcome: Outcome) -> None:
        if self.resolved.body != "containerSet":
            return
        for container in (self.template.get("containerSet") or {}).get("containers") or ():
            child = self.controller.store.find(f"{self.own_node.name}.{container['name']}")
            default = ContainerOutcome(outcome.phase, outcome.message)
            ended = outcome.containers.get(container["name"], default)
            if child is not None:
                self.controller.set_phase(child, ended.phase, ended.message)


def show_parameters(parameters: Any) -> dict[str, str]:
    """Return the values of parameters by name."""
    return {parameter["name"]: parameter["value"] for parameter in parameters if "value" in parameter}


def complete_outcome(template: Mapping[str, Any], outcome: Outcome) -> tuple[str, str, Outputs]:
    """Return phase, message and outputs of a body, with the outputs that have a value or a default."""
    declared = template.get("outputs") or {}
    phase, message = outcome.phase, outcome.message
    parameters: list[Data] = []
    for parameter in list_parameters(declared):
        value = _find_value(parameter, outcome)
        if value is not None:
            parameters.append({**{key: part for key, part in parameter.items() if key != "valueFrom"}, "value": value})
        elif phase == SUCCEEDED:
            phase, message = ERROR, _describe_missing("parameters", (parameter.get("valueFrom") or {}).get("path", ""))
    artifacts: list[Data] = []
    for artifact in list_artifacts(declared):
        name = artifact["name"]
        if name in outcome.artifacts:
            artifacts.append({**artifact, **_locate(outcome.artifacts[name])})
        elif phase == SUCCEEDED and not artifact.get("optional"):
            phase, message = ERROR, _describe_missing("artifacts", f"{artifact.get('path', '')}.tgz")
    declared_names = {artifact["name"] for artifact in list_artifacts(declared)}
    others = (name for name in outcome.artifacts if name not in declared_names)  # such as archived logs
    artifacts += [{"name": name, **_locate(outcome.artifacts[name])} for name in others]
    return phase, message, Outputs(parameters, artifacts, outcome.result, outcome.exit_code)


def _locate(location: Any) -> Data:
    return location if isinstance(location, dict) and location else {"s3": {"key": "artifact"}}


def _find_value(parameter: Data, outcome: Outcome) -> str | None:
    if parameter["name"] in outcome.parameters:
        return outcome.parameters[parameter["name"]]
    if "value" in parameter:
        return str(parameter["value"])
    source = parameter.get("valueFrom") or {}
    if outcome.message == PAST_DEADLINE:  # Kubernetes also ends the container that would save outputs
        return None
    return source.get("default") if outcome.phase not in UNSUCCESSFUL or "default" in source else None


def _describe_missing(kind: str, path: str) -> str:
    return f"wait: Error (exit code 64): open {_OUTPUTS}/{kind}{path}: no such file or directory"
