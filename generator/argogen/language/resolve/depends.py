"""The expression that a task's `needs` can be: Argo's own `depends`, word for word.

Argo finds a wrong word when it reads the manifest, and a wrong shape only when the task's turn comes.
"""

from __future__ import annotations

import functools
import importlib
from typing import Any

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.drafts import TemplateModel
from argogen.suggestions import suggest
from argogen.yaml.node_path import NodePath


def read_depends(
    text: str, dag: TemplateModel, path: NodePath, collector: DiagnosticCollector
) -> list[tuple[str, int]]:
    """The tasks that an expression names, and where in it; a wrong shape and unknown results are reported."""
    grammar = _grammar()
    try:
        tasks = list(grammar.find_tasks(grammar.parse(text)))
    except grammar.ExpressionSyntaxError as fault:
        within = {"find": text, "skip": fault.start, "width": max(1, fault.end - fault.start)}
        collector.error("bad-expression", fault.message, path, fault.hint, **within)
        return []
    for task in tasks:
        if task.result:
            within = {"find": text, "skip": task.start, "width": task.end - task.start}
            _check_result(task, dag, path, collector, within)
    return [(task.name, task.start) for task in tasks]


def list_tasks(text: str) -> list[str]:
    """The names of the tasks in an expression, in its order; none of what is no expression."""
    grammar = _grammar()
    try:
        return [task.name for task in grammar.find_tasks(grammar.parse(text))]
    except grammar.ExpressionSyntaxError:
        return []


@functools.cache
def _grammar() -> Any:
    """Parsers take a while to import, and most tasks need a list of others."""
    return importlib.import_module("argogen.argo.expressions.depends")


def _check_result(
    task: Any, dag: TemplateModel, path: NodePath, collector: DiagnosticCollector, within: dict[str, Any]
) -> None:
    of_every_task, of_loops = _grammar().TASK_RESULTS, _grammar().LOOP_RESULTS
    needed = dag.calls.get(task.name)
    if task.result in of_loops and needed is not None and needed.loop is None:
        message = f"only a loop has {task.result}"
        hint = "Argo sees no loop here: one with a parallelism stands in a template of its own"
        collector.error("wrong-kind", message, path, hint, **within)
    elif task.result not in (*of_every_task, *of_loops):
        hint = suggest(task.result, (*of_every_task, *of_loops), f"known results: {', '.join(of_every_task)}")
        collector.error("unknown-result", f"a task has no result '{task.result}'", path, hint, **within)
