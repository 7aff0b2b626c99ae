"""Compute the edges of a DAG from `needs` and from references to other tasks.

Argo requires the same form for all tasks of a DAG (validate.go): `dependencies`, a list, or `depends`, an expression.
If one task has an expression, the lists of the others are converted to expressions.
"""

from __future__ import annotations

import functools
import graphlib
import importlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.language.resolve.loops.shared_limits import check_shared_limits
from argogen.late import compile_late
from argogen.records import Record, TupleRecord
from argogen.suggestions import NameIndices, suggest
from argogen.yaml.node_path import NodePath


class Edges(TupleRecord):
    """The dependencies of a task, in the form that its DAG uses."""

    dependencies: tuple[str, ...] = ()
    depends: str | None = None


# The tasks to which each task refers, with one reference to each.
Waits = Mapping[CallModel, Mapping[CallModel, str]]
_NOTHING: Mapping[CallModel, str] = {}
_WORD = compile_late(r"\S+")


def find_edges(
    dag: TemplateModel, waits: Waits, indices: NameIndices, collector: DiagnosticCollector
) -> dict[CallModel, Edges]:
    """Return the edges of all tasks of a DAG; unknown tasks, cycles and missing edges are reported."""
    tasks = [task for group in dag.groups for task in group]
    reader = _NeedsReader(dag, indices, collector)
    reader.check_target()
    needs = {task: reader.find_written(task) for task in tasks}
    added = _find_added(needs, waits, collector)
    as_expression = any(task.depends is not None for task in tasks)
    if as_expression:
        _refuse_continue_on(tasks, collector)
    _refuse_digits(tasks, needs, waits, collector)
    edges = {task: named + added[task] if task in added else named for task, named in needs.items()}
    check_shared_limits(edges, collector)
    return {task: _form(task, needed, as_expression) for task, needed in edges.items()}


def find_needed(task: CallModel) -> Sequence[str]:
    """Return the task names in the `needs` of a task, in order."""
    return task.needs if task.depends is None else list_tasks(task.depends)


class _NeedsReader(Record):
    """Reads the `needs` of the tasks of a DAG; unknown tasks are reported."""

    dag: TemplateModel
    indices: NameIndices
    collector: DiagnosticCollector

    def find_written(self, task: CallModel) -> list[CallModel]:
        """Return the tasks in the `needs` of a task."""
        if task.depends is not None:
            return self._find_in_expression(task.depends, (*task.path, "needs"))
        calls = self.dag.calls
        for index, name in enumerate(task.needs):
            if name not in calls:
                self._report_unknown(name, (*task.path, "needs", index))
        return [calls[name] for name in task.needs if name in calls]

    def _find_in_expression(self, text: str, path: NodePath) -> list[CallModel]:
        calls, named = self.dag.calls, read_depends(text, self.dag, path, self.collector)
        for name, start in named:
            if name not in calls:
                self._report_unknown(name, path, find=text, skip=start, width=len(name))
        return [calls[name] for name, _ in named if name in calls]

    def check_target(self) -> None:
        """Report unknown tasks in the `target`."""
        for word in _WORD.finditer(str(self.dag.target or "")):
            if word[0] not in self.dag.calls and "{{" not in word[0]:
                self._report_unknown(word[0], (*self.dag.path, "target"), find=word[0], at=word.start())

    def _report_unknown(self, name: str, place: NodePath, **within: Any) -> None:
        hint = suggest(name, self.indices.of(self.dag.calls))
        self.collector.error("unknown-task", f"unknown task '{name}'", place, hint, **within)


def _find_added(
    needs: Mapping[CallModel, list[CallModel]], waits: Waits, collector: DiagnosticCollector
) -> dict[CallModel, list[CallModel]]:
    """Return the edges that references require and that are not implied; if `needs` is an expression, report them."""
    if _is_in_order(needs, waits):
        return {}
    everything = {task: (*named, *waits.get(task, ())) for task, named in needs.items()}
    try:
        order = list(graphlib.TopologicalSorter(everything).static_order())
    except graphlib.CycleError as error:
        _report_cycle(error.args[1], needs, collector)
        return {}
    if all(set(needs[task]).issuperset(waits[task]) for task in order if waits.get(task)):
        return {}
    bit = {task: 1 << number for number, task in enumerate(order)}
    above: dict[CallModel, int] = {}
    added: dict[CallModel, list[CallModel]] = {}
    for task in order:
        implied = _union(above, everything[task])
        above[task] = implied | _union(bit, everything[task])
        used = waits.get(task, _NOTHING)
        named = frozenset(needs[task] if used else ())
        for need, text in used.items():
            if need not in named and not implied & bit[need]:
                _add_edge(task, need, text, added, collector)
    return added


def _is_in_order(needs: Mapping[CallModel, list[CallModel]], waits: Waits) -> bool:
    """Return whether all tasks follow their dependencies and name all of them: the fast path, without sorting."""
    before: set[CallModel] = set()
    for task, named in needs.items():
        if not before.issuperset(named) or (task in waits and not set(named).issuperset(waits[task])):
            return False
        before.add(task)
    return True


def _report_cycle(cycle: Sequence[CallModel], tasks: Iterable[CallModel], collector: DiagnosticCollector) -> None:
    """Report a cycle, beginning with the task that is first in the document, in the order of dependencies."""
    members = list(reversed(cycle))[:-1]
    position = {task: number for number, task in enumerate(tasks)}
    start = min(range(len(members)), key=lambda number: position[members[number]])
    task = members[start]
    names = [call.name for call in (*members[start:], *members[:start], task)]
    path = (*task.path, "needs") if task.needs or task.depends is not None else task.path
    message = f"tasks depend on each other: {' → '.join(names)}"
    collector.error("task-cycle", message, path, "remove one of these dependencies", key=True)


def _union(bits: Mapping[CallModel, int], tasks: Iterable[CallModel]) -> int:
    union = 0
    for task in tasks:
        union |= bits[task]
    return union


def _add_edge(
    task: CallModel,
    need: CallModel,
    used: str,
    added: dict[CallModel, list[CallModel]],
    collector: DiagnosticCollector,
) -> None:
    if task.depends is None:
        added.setdefault(task, []).append(need)
        return
    message = f"'{task.name}' has no dependency on '{need.name}', but uses {{{{{used}}}}}"
    hint = f"add '{need.name}' to the expression in 'needs'"
    collector.error("missing-dependency", message, (*task.path, "needs"), hint)


def _refuse_continue_on(tasks: list[CallModel], collector: DiagnosticCollector) -> None:
    for task in tasks:
        if task.continue_on is not None:
            message = "'continue_on' cannot be used in a DAG in which 'needs' is an expression"
            hint = f"remove it, and use '({task.name} || {task.name}.Failed)' in 'needs' of the tasks that depend on it"
            collector.error("continue-on-with-depends", message, (*task.path, "continue_on"), hint, key=True)


def _refuse_digits(
    tasks: list[CallModel], needs: dict[CallModel, list[CallModel]], waits: Waits, collector: DiagnosticCollector
) -> None:
    """Report names that begin with a digit, which Argo rejects in a DAG with dependencies (validate.go)."""
    if any(needs[task] or waits.get(task) for task in tasks):
        for task in tasks:
            if task.name[0].isdigit():
                message = f"invalid task name '{task.name}': names in a DAG cannot begin with a digit"
                collector.error("invalid-name", message, task.path, f"did you mean 'task-{task.name}'?", key=True)


def _form(task: CallModel, needs: Sequence[CallModel], as_expression: bool) -> Edges:
    if task.depends is not None:
        return Edges(depends=task.depends)
    names = tuple(dict.fromkeys([need.name for need in needs]))
    if as_expression:
        return Edges(depends=" && ".join(names) or None)
    return Edges(dependencies=names)


def read_depends(
    text: str, dag: TemplateModel, path: NodePath, collector: DiagnosticCollector
) -> list[tuple[str, int]]:
    """Return the task names in an expression, with their indices; syntax errors and unknown results are reported."""
    grammar = _grammar()
    try:
        tasks = list(grammar.find_tasks(grammar.parse(text)))
    except grammar.ExpressionSyntaxError as error:
        within = {"find": text, "skip": error.start, "width": max(1, error.end - error.start)}
        collector.error("invalid-expression", error.message, path, error.hint, **within)
        return []
    for task in tasks:
        if task.result:
            within = {"find": text, "skip": task.start, "width": task.end - task.start}
            _check_result(task, dag, path, collector, within)
    return [(task.name, task.start) for task in tasks]


def list_tasks(text: str) -> list[str]:
    """Return the task names in an expression, in order; an invalid expression has no names."""
    grammar = _grammar()
    try:
        return [task.name for task in grammar.find_tasks(grammar.parse(text))]
    except grammar.ExpressionSyntaxError:
        return []


@functools.cache
def _grammar() -> Any:
    """Return the grammar of expressions; it is imported late because imports are slow and most pipelines have lists."""
    return importlib.import_module("argogen.argo.expressions.depends")


def _check_result(
    task: Any, dag: TemplateModel, path: NodePath, collector: DiagnosticCollector, within: dict[str, Any]
) -> None:
    of_every_task, of_loops = _grammar().TASK_RESULTS, _grammar().LOOP_RESULTS
    needed = dag.calls.get(task.name)
    if task.result in of_loops and needed is not None and needed.loop is None:
        message = f"result {task.result} of '{task.name}' is not available: it is not a loop"
        hint = f"use one of: {', '.join(of_every_task)}"
        if isinstance(needed.target, TemplateModel) and needed.target.wrapped is not None:
            message = f"result {task.result} of '{task.name}' is not available for a loop with a parallelism limit"
            hint = "remove 'parallelism' from the loop"
        collector.error("unsupported-reference", message, path, hint, **within)
    elif task.result not in (*of_every_task, *of_loops):
        hint = suggest(task.result, (*of_every_task, *of_loops), f"known results: {', '.join(of_every_task)}")
        collector.error("unknown-task-result", f"unknown task result '{task.result}'", path, hint, **within)
