"""The variables of tasks, and the part of the DAG template that its tasks use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from argogen.argo.evaluation.depends import Dependencies, TaskState
from argogen.runner.frames.controller import Controller
from argogen.runner.frames.request import LaunchError, Request
from argogen.runner.frames.templates import Resolved
from argogen.runner.model.reading import Data
from argogen.runner.nodes.node import OMITTED, SKIPPED, TASK_GROUP, Node
from argogen.runner.variables.aggregation import aggregate
from argogen.runner.variables.processing import ProcessingError
from argogen.runner.variables.scope import Scope, build_node_values


class Dag(Protocol):
    """The frame of a DAG template, as its tasks use it."""

    controller: Controller
    resolved: Resolved
    request: Request

    @property
    def own_node(self) -> Node:
        """The node of the template."""
        ...

    @property
    def is_over(self) -> bool:
        """Whether the template has ended."""
        ...

    def build_scope(self, task: str) -> Scope:
        """Return the scope of a task."""
        ...

    def get_dependencies(self, task: str) -> Dependencies:
        """Return the dependencies of a task."""
        ...

    def decide(self, task: str, states: Mapping[str, TaskState]) -> bool:
        """Return whether a task runs. Raises EvaluationError."""
        ...

    def find_task(self, name: str) -> TaskValues | None:
        """Return a task by name."""
        ...

    def explain_invalid(self, task: str) -> str:
        """Return why the variables of a task do not exist, "" if they do."""
        ...

    def settle(self, task: TaskValues) -> None:
        """React to the end of a task and its handlers."""
        ...

    def count(self, change: int) -> None:
        """Count the tasks that run."""
        ...

    def fail_target(self, task: str, message: str) -> bool:
        """End the template if the task is a target, because a handler cannot be run; return whether it is."""
        ...

    def is_target(self, name: str) -> bool:
        """Return whether a task is a target."""
        ...


class TaskValues:
    """A task of a DAG template as others refer to it: `node` is its node, that of the group if it loops."""

    def __init__(self, dag: Dag, definition: Data) -> None:
        self._dag, self._controller, self.definition = dag, dag.controller, definition
        self.name: str = definition["name"]
        self.node: Node | None = None
        self.is_settled = False
        self._values: dict[str, Any] | None = None

    def get_state(self) -> TaskState:
        """Return the state by which `depends` decides."""
        node = self.node
        if node is None:
            return TaskState()
        is_group = node.type == TASK_GROUP
        phases = tuple(child.phase for child in node.children) if is_group else ()
        return TaskState(node.phase, node.is_daemoned, is_group, phases)

    def build_own_values(self) -> dict[str, Any]:
        """Return the variables of the task. Raises AggregationError or ProcessingError."""
        if self._values is not None:
            return self._values
        node = self.node
        if node is None:
            return {}
        prefix = f"tasks.{self.name}"
        values: dict[str, Any] = {}
        if node.type == TASK_GROUP:
            if self.definition.get("inline") is not None:
                raise ProcessingError("failed to get a template")
            values = aggregate(prefix, [child for child in node.children if child.identity.number is not None])
        values |= build_node_values(prefix, node)
        if self.is_settled and not node.is_daemoned:
            self._values = values
        return values

    def check_results(self) -> None:
        """Raise AggregationError if results of a loop are no JSON, whether others refer to them or not."""
        node = self.node
        if node is not None and node.type == TASK_GROUP and self.definition.get("inline") is None:
            outputs = (child.outputs for child in node.children if child.identity.number is not None)
            if any(each.result is not None for each in outputs if each is not None):
                self.build_own_values()

    def build_values(self) -> dict[str, Any]:
        """Return the variables of the task for those after it: outputs of a skipped task are empty.

        Raises AggregationError or ProcessingError.
        """
        values, node = self.build_own_values(), self.node
        if node is not None and node.phase in (SKIPPED, OMITTED) and node.outputs is None:
            return values | self._build_empty_outputs(f"tasks.{self.name}")
        return values

    def _build_empty_outputs(self, prefix: str) -> dict[str, str]:
        try:
            template = self._controller.templates.resolve(self.definition, self._dag.resolved.base).written
        except LaunchError:
            return {}
        declared = (template.get("outputs") or {}).get("parameters") or ()
        return {f"{prefix}.outputs.parameters.{parameter['name']}": "" for parameter in declared}
