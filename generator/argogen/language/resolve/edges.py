"""Edges of a DAG: what a task needs, by its `needs` and by what it refers to.

Argo takes either `dependencies`, a list, or `depends`, an expression, for all tasks of one DAG (validate.go): so where
one task has an expression, the lists of the others are written as one.
"""

from __future__ import annotations

import functools
import graphlib
import importlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.suggestions import suggest
from argogen.yaml.node_path import NodePath


class Edges(NamedTuple):
    """What a task needs, in the one form that its DAG uses."""

    dependencies: tuple[str, ...] = ()
    depends: str | None = None


# The tasks that each task needs by what it refers to, with the text of a reference to them.
Waits = Mapping[CallModel, Mapping[CallModel, str]]
_NOTHING: Mapping[CallModel, str] = {}


def find_edges(dag: TemplateModel, waits: Waits, collector: DiagnosticCollector) -> dict[CallModel, Edges]:
    """Return the edges of every task of a DAG; unknown tasks, cycles and missing edges are reported."""
    tasks = [task for group in dag.groups for task in group]
    _check_target(dag, collector)
    needs = {task: _find_written(task, dag, collector) for task in tasks}
    added = _find_added(needs, waits, collector)
    as_expression = any(task.depends is not None for task in tasks)
    if as_expression:
        _refuse_continue_on(tasks, collector)
    _refuse_digits(tasks, needs, waits, collector)
    return {task: _form(task, (*needs[task], *added.get(task, ())), as_expression) for task in tasks}


def find_needed(task: CallModel) -> Sequence[str]:
    """Return the names in a task's `needs`, in their order."""
    return task.needs if task.depends is None else list_tasks(task.depends)


def _find_written(task: CallModel, dag: TemplateModel, collector: DiagnosticCollector) -> list[CallModel]:
    path = (*task.path, "needs")
    if task.depends is not None:
        return _find_in_expression(task.depends, dag, path, collector)
    found = []
    for index, name in enumerate(task.needs):
        if name in dag.calls:
            found.append(dag.calls[name])
        else:
            _report_unknown(name, dag, (*path, index), collector)
    return found


def _find_in_expression(
    text: str, dag: TemplateModel, path: NodePath, collector: DiagnosticCollector
) -> list[CallModel]:
    found = []
    for name, start in read_depends(text, dag, path, collector):
        if name in dag.calls:
            found.append(dag.calls[name])
        else:
            within = {"find": text, "skip": start, "width": len(name)}
            _report_unknown(name, dag, path, collector, **within)
    return found


def _check_target(dag: TemplateModel, collector: DiagnosticCollector) -> None:
    for name in str(dag.target or "").split():
        if name not in dag.calls and "{{" not in name:
            _report_unknown(name, dag, (*dag.path, "target"), collector, find=name)


def _report_unknown(
    name: str, dag: TemplateModel, place: NodePath, collector: DiagnosticCollector, **within: Any
) -> None:
    hint = suggest(name, dag.calls)
    collector.error("unknown-task", f"there is no task '{name}' here", place, hint, **within)


def _find_added(
    needs: Mapping[CallModel, list[CallModel]], waits: Waits, collector: DiagnosticCollector
) -> dict[CallModel, list[CallModel]]:
    """Return the edges that references need and no other task gives; beside an expression they are only reported."""
    everything = {task: (*named, *waits.get(task, ())) for task, named in needs.items()}
    try:
        order = list(graphlib.TopologicalSorter(everything).static_order())
    except graphlib.CycleError as error:
        _report_cycle(error.args[1], needs, collector)
        return {}
    if all(need in needs[task] for task in order for need in waits.get(task, ())):
        return {}
    bit = {task: 1 << number for number, task in enumerate(order)}
    above: dict[CallModel, int] = {}
    added: dict[CallModel, list[CallModel]] = {}
    for task in order:
        above[task] = _union(above, bit, everything[task])
        for need, used in waits.get(task, _NOTHING).items():
            others = (other for other in everything[task] if other is not need)
            if need not in needs[task] and not any(above[other] & bit[need] for other in others):
                _add_edge(task, need, used, added, collector)
    return added


def _report_cycle(cycle: Sequence[CallModel], tasks: Iterable[CallModel], collector: DiagnosticCollector) -> None:
    """Report a cycle, in which each task is needed by the next, from its first task on and in order of need."""
    members = list(reversed(cycle))[:-1]
    position = {task: number for number, task in enumerate(tasks)}
    start = min(range(len(members)), key=lambda number: position[members[number]])
    task = members[start]
    names = [call.name for call in (*members[start:], *members[:start], task)]
    path = (*task.path, "needs") if task.needs or task.depends is not None else task.path
    message = f"these tasks wait for each other: {' → '.join(names)}"
    collector.error("needs-cycle", message, path, "take one of these edges out", key=True)


def _union(above: dict[CallModel, int], bit: dict[CallModel, int], needs: Iterable[CallModel]) -> int:
    union = 0
    for need in needs:
        union |= above[need] | bit[need]
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
    message = f"'{task.name}' uses {{{{{used}}}}} but does not wait for '{need.name}'"
    hint = f"add '{need.name}' to the expression"
    collector.error("missing-edge", message, (*task.path, "needs"), hint)


def _refuse_continue_on(tasks: list[CallModel], collector: DiagnosticCollector) -> None:
    for task in tasks:
        if task.continue_on is not None:
            message = "a DAG in which `needs` is an expression cannot have continue_on"
            hint = f"write it into what needs it: ({task.name} || {task.name}.Failed)"
            collector.error("continue-on-with-depends", message, (*task.path, "continue_on"), hint, key=True)


def _refuse_digits(
    tasks: list[CallModel], needs: dict[CallModel, list[CallModel]], waits: Waits, collector: DiagnosticCollector
) -> None:
    """Report names that begin with a digit: Argo takes them only where no task needs another (validate.go)."""
    if any(needs[task] or waits.get(task) for task in tasks):
        for task in tasks:
            if task.name[0].isdigit():
                message = f"a task that others may need cannot begin with a digit: '{task.name}'"
                collector.error("bad-name", message, task.path, f"did you mean 'task-{task.name}'?", key=True)


def _form(task: CallModel, needs: tuple[CallModel, ...], as_expression: bool) -> Edges:
    if task.depends is not None:
        return Edges(depends=task.depends)
    names = tuple(dict.fromkeys(need.name for need in needs))
    if as_expression:
        return Edges(depends=" && ".join(names) or None)
    return Edges(dependencies=names)


def read_depends(
    text: str, dag: TemplateModel, path: NodePath, collector: DiagnosticCollector
) -> list[tuple[str, int]]:
    """Return the tasks that an expression names, and where in it; a wrong shape and unknown results are reported."""
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
    """Return the names of the tasks in an expression, in its order; none of what is no expression."""
    grammar = _grammar()
    try:
        return [task.name for task in grammar.find_tasks(grammar.parse(text))]
    except grammar.ExpressionSyntaxError:
        return []


@functools.cache
def _grammar() -> Any:
    """Return the grammar of expressions: parsers take a while to import, and most tasks need a list of others."""
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
