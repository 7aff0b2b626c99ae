"""Evaluate rows of a batch: expressions, conditions and dependencies with their environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from argogen.argo.evaluation.depends import (
    ContinueOn,
    Dependencies,
    TaskState,
    decide,
    expand_depends,
    find_invalid_result,
    require_tasks,
)
from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import RUN, EvaluationError, MissingLibraryError
from argogen.argo.evaluation.govaluate.evaluation import evaluate_cron_when, evaluate_when
from argogen.argo.evaluation.outcome import evaluate_to_json
from argogen.argo.evaluation.tags.replacement import STRICT, replace_in_text

Row = Mapping[str, Any]


def evaluate_row(row: Row, evaluation: Evaluation) -> dict[str, Any]:
    """Return the outcome of a row with `expr`, `text`, `when`, or the `depends` of a task."""
    evaluate = next((_KINDS[key] for key in _KINDS if key in row), _evaluate_dependencies)
    try:
        return evaluate(row, evaluation)
    except MissingLibraryError as error:
        return {"error": str(error), "stage": RUN}


def evaluate_tag(text: str, values: Mapping[str, Any], evaluation: Evaluation) -> dict[str, Any]:
    """Return `tag`, a string with its tags replaced, or `tag_error`."""
    try:
        return {"tag": replace_in_text(text, values, STRICT, evaluation)}
    except EvaluationError as error:
        return {"tag_error": error.describe()}


def _evaluate_expression(row: Row, evaluation: Evaluation) -> dict[str, Any]:
    values = row.get("env") or {}
    outcome = evaluate_to_json(row["expr"], values, evaluation)
    if isinstance(outcome.get("result"), bool):
        outcome["bool"] = outcome["result"]
    return outcome | evaluate_tag(f"{{{{={row['expr']}}}}}", values, evaluation)


def _evaluate_text(row: Row, evaluation: Evaluation) -> dict[str, Any]:
    return evaluate_tag(row["text"], row.get("env") or {}, evaluation)


def _evaluate_when(row: Row, _: Evaluation) -> dict[str, Any]:
    outcome: dict[str, Any] = {}
    for function, prefix in ((evaluate_when, ""), (evaluate_cron_when, "cron_")):
        try:
            outcome[f"{prefix}result"] = function(row["when"])
        except EvaluationError as error:
            outcome[f"{prefix}error"] = error.message
    return outcome


def _evaluate_dependencies(row: Row, evaluation: Evaluation) -> dict[str, Any]:
    tasks: Mapping[str, Row] = row.get("tasks") or {}
    depends, listed = row.get("depends") or "", row.get("dependencies") or ()
    dependencies = expand_depends(depends, listed, lambda name: _read_continue_on(tasks.get(name, {})))
    outcome: dict[str, Any] = {}
    if dependencies.logic:
        outcome = {"logic": dependencies.logic, "deps": dict(sorted(dependencies.tasks.items()))}
    invalid = find_invalid_result(depends)
    if invalid:
        outcome["invalid"] = invalid
    return outcome | _decide(dependencies, tasks, evaluation)


def _decide(dependencies: Dependencies, tasks: Mapping[str, Row], evaluation: Evaluation) -> dict[str, Any]:
    try:
        require_tasks(dependencies, tuple(tasks))
        decision = decide(dependencies, {name: _read_state(task) for name, task in tasks.items()}, evaluation)
    except EvaluationError as error:
        return {"error": error.describe()}
    return decision._asdict()


def _read_continue_on(task: Row) -> ContinueOn | None:
    given = task.get("continueOn")
    return None if given is None else ContinueOn(bool(given.get("failed")), bool(given.get("error")))


def _read_state(task: Row) -> TaskState:
    children = task.get("children") or task.get("items") or ()
    phases = tuple(map(str, children)) if isinstance(children, (list, tuple)) else ()
    is_group = bool(task.get("group") or "children" in task or task.get("items"))
    return TaskState(str(task.get("phase") or ""), bool(task.get("daemoned")), is_group, phases)


_KINDS: Mapping[str, Callable[[Row, Evaluation], dict[str, Any]]] = {
    "expr": _evaluate_expression, "text": _evaluate_text, "when": _evaluate_when,
}  # fmt: skip
