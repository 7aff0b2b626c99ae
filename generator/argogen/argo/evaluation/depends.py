"""Evaluate `depends` and `dependencies` of tasks, as the controller of Argo does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from argogen.argo.evaluation.environment import DEFAULT, Evaluation
from argogen.argo.evaluation.errors import EvaluationError
from argogen.argo.evaluation.expr.evaluation import evaluate_condition
from argogen.argo.evaluation.golang.types import BOOL, GoType
from argogen.argo.evaluation.golang.values import GoStruct

_NAME = re.compile(r"([a-zA-Z0-9][-a-zA-Z0-9]*?\.[A-Z][a-zA-Z]+)|([a-zA-Z0-9][-a-zA-Z0-9]*)", re.ASCII)
_RESULT = re.compile(r"[a-zA-Z0-9][-a-zA-Z0-9]*?\.[A-Z][a-zA-Z]+", re.ASCII)
_PHASES: Mapping[str, str] = {
    "Succeeded": "Succeeded", "Failed": "Failed", "Errored": "Error", "Skipped": "Skipped", "Omitted": "Omitted",
}  # fmt: skip
_LOOP_RESULTS = ("AnySucceeded", "AllFailed")
_RESULTS = (*_PHASES, "Daemoned", *_LOOP_RESULTS)
_FULFILLED = frozenset(_PHASES.values())
_TASK_RESULTS = GoType("controller.TaskResults", "struct", fields=tuple((name, BOOL) for name in _RESULTS))
TASK, ITEMS = "task", "items"


class ContinueOn(NamedTuple):
    """The outcomes of a task that do not stop those that depend on it."""

    failed: bool = False
    error: bool = False


class TaskState(NamedTuple):
    """The state of a task: its phase, "" before it starts; the phases of its runs if it is a loop.

    `hooks_are_fulfilled` is false while a hook of the task runs.
    """

    phase: str = ""
    is_daemoned: bool = False
    is_group: bool = False
    children: tuple[str, ...] = ()
    hooks_are_fulfilled: bool = True

    @property
    def is_fulfilled(self) -> bool:
        """Whether the tasks that depend on it need not wait any longer."""
        is_ready = self.is_daemoned and self.phase not in ("", "Pending")
        return (self.phase in _FULFILLED or is_ready) and self.hooks_are_fulfilled

    def results(self) -> GoStruct:
        """Return the results by which `depends` refers to the task."""
        results = {name: self.phase == phase for name, phase in _PHASES.items()}
        results["Daemoned"] = self.is_daemoned and self.phase != "Pending"
        results["AnySucceeded"] = self.is_group and "Succeeded" in self.children
        results["AllFailed"] = self.is_group and bool(self.children) and set(self.children) == {"Failed"}
        return GoStruct(_TASK_RESULTS, results)


class Dependencies(NamedTuple):
    """The expanded expression, and the tasks in it: `task` or `items` by name."""

    logic: str
    tasks: Mapping[str, str]


class Decision(NamedTuple):
    """Whether all tasks have ended as far as it matters, and whether the dependent task runs or is omitted."""

    proceed: bool
    execute: bool


def expand_depends(
    depends: str, dependencies: Sequence[str], find_continue_on: Callable[[str], ContinueOn | None]
) -> Dependencies:
    """Return the expression that Argo evaluates: a task without a result stands for those that let the next one run.

    `find_continue_on` returns `continueOn` of a task.
    """
    logic = depends or " && ".join(_expand(name, find_continue_on(name)) for name in dependencies)
    tasks: dict[str, str] = {}
    parts: list[str] = []
    end = 0
    for found in _NAME.finditer(logic):
        if found[1]:
            name, _, result = found[1].partition(".")
            kind = ITEMS if result in _LOOP_RESULTS else tasks.get(name, TASK)
            written = found[0]
        else:
            name, kind = found[2], TASK
            written = _expand(name, find_continue_on(name))
        tasks[name] = kind
        parts += (logic[end : found.start()], written)
        end = found.end()
    return Dependencies("".join((*parts, logic[end:])), tasks)


def _expand(name: str, continue_on: ContinueOn | None) -> str:
    results = ["Succeeded", "Skipped", "Daemoned"]
    if continue_on is not None:
        results += ["Errored"] * continue_on.error + ["Failed"] * continue_on.failed
    return f"({' || '.join(f'{name}.{result}' for result in results)})"


def find_invalid_result(depends: str) -> str:
    """Return the error of Argo's validation for a result that does not exist; "" without one."""
    for found in _RESULT.findall(depends):
        name, _, result = found.partition(".")
        if result not in _RESULTS:
            return f"task result '{result}' for task '{name}' is invalid"
    return ""


def decide(dependencies: Dependencies, states: Mapping[str, TaskState], evaluation: Evaluation = DEFAULT) -> Decision:
    """Return whether a task runs, by the states of the tasks that it depends on. Raises EvaluationError."""
    if not dependencies.logic:
        return Decision(proceed=True, execute=True)
    scope: dict[str, GoStruct] = {}
    for name in dependencies.tasks:
        state = states.get(name, TaskState())
        if not state.is_fulfilled:
            return Decision(proceed=False, execute=False)
        scope.setdefault(_as_variable(name), state.results())
    return Decision(proceed=True, execute=evaluate_condition(_as_variable(dependencies.logic), scope, evaluation))


def _as_variable(name: str) -> str:
    return name.replace("-", "_")


def require_tasks(dependencies: Dependencies, names: Sequence[str]) -> None:
    """Check that all tasks exist. Raises EvaluationError."""
    for name in sorted(dependencies.tasks):
        if name not in names:
            raise EvaluationError(f"unknown task '{name}'", "compile")
