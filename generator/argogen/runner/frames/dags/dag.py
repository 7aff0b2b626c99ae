"""Frames of DAG templates: a task starts as soon as the tasks that it depends on have ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.evaluation.depends import Dependencies, TaskState
from argogen.argo.evaluation.errors import EvaluationError, GoPanicError
from argogen.runner.frames.calls import FAIL_FAST
from argogen.runner.frames.dags.assessment import assess
from argogen.runner.frames.dags.plan import Plan
from argogen.runner.frames.dags.task_values import TaskValues
from argogen.runner.frames.dags.tasks import Task
from argogen.runner.frames.frame import Frame
from argogen.runner.frames.graph import find_outbound
from argogen.runner.nodes.node import DAG, ERROR, FAILED, RUNNING, SUCCEEDED, Node
from argogen.runner.variables.aggregation import AggregationError
from argogen.runner.variables.outputs import collect_outputs
from argogen.runner.variables.processing import ProcessingError, describe
from argogen.runner.variables.scope import Scope, build_inputs


class DagFrame(Frame):
    """A DAG template that runs."""

    def start(self) -> None:
        """Create the node and start the tasks that depend on no other."""
        node = self.create_node(DAG, RUNNING)
        dag = self.template.get("dag") or {}
        self._plan = Plan(dag.get("tasks") or (), str(dag.get("target") or ""))
        self._fails_fast = dag.get("failFast") is None or bool(dag["failFast"])
        self._running = 1
        self._invalid: dict[str, str] = {}
        limits = self.controller.limits
        limits.boundaries[node.id] = None if self.resolved.is_inline else self.resolved.written
        if self.template.get("failFast"):
            self.controller.on_failure[node.id] = self._fail_fast
        self.controller.assessments[node.id] = self._assess
        self.controller.notify(self.request)
        self.begin(self._start_tasks)

    def _start_tasks(self) -> None:
        plan = self._plan
        self._tasks = {name: Task(self, plan.tasks[name], number) for number, name in enumerate(plan.order)}
        self._waits_for = {name: len(plan.dependencies[name].tasks) for name in plan.order}
        for name in plan.order:
            if not self._waits_for[name]:
                self._tasks[name].try_start()
        self._running -= 1
        self._assess()

    def build_scope(self, task: str) -> Scope:
        """Return the scope of a task: inputs, outputs of the workflow, and the tasks before it."""

        def find(name: str) -> dict[str, Any] | None:
            return self._tasks[name].build_values() if self._plan.is_before(name, task) else None

        return self._extend(find, lambda: [name for name in self._plan.order if self._plan.is_before(name, task)])

    def explain_invalid(self, task: str) -> str:
        """Return why the variables of a task do not exist: results of a loop before it that are no JSON; "" if not."""
        found = (message for name, message in self._invalid.items() if self._plan.is_before(name, task))
        return next(found, "")

    def _extend(self, find: Any, names: Any) -> Scope:
        return Scope({**build_inputs(self.template), **self.controller.list_global_outputs()}, find, names)

    def get_dependencies(self, task: str) -> Dependencies:
        """Return the dependencies of a task."""
        return self._plan.dependencies[task]

    def decide(self, task: str, states: Mapping[str, TaskState]) -> bool:
        """Return whether a task runs, by the states of those that it depends on. Raises EvaluationError."""
        return self._plan.decide(task, states, self.controller.evaluation)

    def find_task(self, name: str) -> Task | None:
        """Return a task by name, None if targets do not need it."""
        return self._tasks.get(name)

    def is_target(self, name: str) -> bool:
        """Return whether a task is a target."""
        return name in self._plan.targets

    def count(self, change: int) -> None:
        """Count the tasks that run."""
        self._running += change
        if change < 0:
            self.controller.react(self._assess)

    def settle(self, task: TaskValues) -> None:
        """Start the tasks that depend on one that has ended."""
        self._running += 1  # the template does not end before the others have started
        try:
            task.check_results()
        except AggregationError as error:
            self._invalid[task.name] = str(error)
        self.controller.react(lambda: self._continue_after(task))

    def _continue_after(self, task: TaskValues) -> None:
        self._running -= 1
        if self.is_over:
            return
        for name in self._plan.dependents.get(task.name, ()):
            self._waits_for[name] -= 1
            if not self._waits_for[name]:
                self._tasks[name].try_start()
        self._assess()

    def fail_target(self, task: str, message: str) -> bool:
        """End the template if the task is a target, because a handler cannot be run; return whether it is."""
        if not self.is_target(task):
            return False
        self.raise_later(message)
        self._clean_up()
        return True

    def _assess(self) -> None:
        """End the template if its targets have ended."""
        if self.is_over or self._running:
            return
        targets = {name: self._find_node(name) for name in self._plan.targets}
        phase = assess(self.own_node, self._plan, targets, fails_fast=self._fails_fast)
        if phase in (FAILED, ERROR):
            self._set_outbound()
            self._clean_up()
            self.finish(phase)
        elif phase == SUCCEEDED:
            self._succeed()

    def _find_node(self, name: str) -> Node | None:
        task = self._tasks.get(name)
        return None if task is None else task.node

    def _succeed(self) -> None:
        tasks = [self._tasks[name] for name in self._plan.tasks if name in self._tasks]
        scope = self._extend(
            lambda name: self._tasks[name].build_own_values() if name in self._tasks else None,
            lambda: list(self._tasks),
        )
        try:
            for task in tasks:
                task.build_own_values()
                self.controller.export(task.node.outputs if task.node is not None else None)
            outputs = collect_outputs(self.template, scope, self.controller.evaluation)
        except (AggregationError, ProcessingError, EvaluationError, GoPanicError) as error:
            self.raise_later(describe(error))
            self._clean_up()
            return
        if outputs is not None:
            self.own_node.outputs = outputs
        self.save_to_cache(self.own_node.outputs)
        self._set_outbound()
        self._clean_up()
        self.finish(SUCCEEDED)

    def _set_outbound(self) -> None:
        nodes = [node for name in self._plan.targets if (node := self._find_node(name)) is not None]
        self.own_node.outbound = [end for node in nodes for end in find_outbound(node)]

    def _fail_fast(self) -> bool:
        """Fail the template once no pod runs, if a task has failed."""
        node = self.own_node
        if self.is_over or not node.unsuccessful or node.active_pods:
            return False
        self._set_outbound()
        self._clean_up()
        self.finish(FAILED, FAIL_FAST)
        return True

    def _clean_up(self) -> None:
        self.controller.stop_daemons(self.own_node)
        self.controller.on_failure.pop(self.own_node.id, None)
        self.controller.assessments.pop(self.own_node.id, None)
