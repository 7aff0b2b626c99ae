"""Edges of a DAG: what a task needs, by its `needs` and by what it refers to.

Argo takes either `dependencies`, a list, or `depends`, an expression, for all tasks of one DAG (validate.go): so where
one task has an expression, the lists of the others are written as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.drafts import CallModel, TemplateModel
from argogen.language.resolve.depends import list_tasks, read_depends
from argogen.suggestions import suggest
from argogen.yaml.node_path import NodePath


class Edges(NamedTuple):
    """What a task needs, in the one form that its DAG uses."""

    dependencies: tuple[str, ...] = ()
    depends: str | None = None


def find_edges(dag: TemplateModel, collector: DiagnosticCollector) -> dict[CallModel, Edges]:
    """The edges of every task of a DAG; unknown tasks, cycles and missing edges are reported."""
    tasks = list(dag.calls.values())
    _check_target(dag, collector)
    needs = {task: _written(task, dag, collector) for task in tasks}
    everything = {task: dict.fromkeys((*needs[task], *task.edges)) for task in tasks}
    order = _order(everything, collector)
    if order is None:
        return {}
    added = _find_missing(order, needs, collector)
    as_expression = any(isinstance(task.data.get("needs"), str) for task in tasks)
    if as_expression:
        _refuse_continue_on(tasks, collector)
    _refuse_digits(tasks, needs, collector)
    return {task: _form(task, (*needs[task], *added.get(task, ())), as_expression) for task in tasks}


def find_needed(task: CallModel) -> list[str]:
    """The names in a task's `needs`, in their order."""
    needs = task.data.get("needs") or ()
    return list_tasks(needs) if isinstance(needs, str) else list(needs)


def _written(task: CallModel, dag: TemplateModel, collector: DiagnosticCollector) -> list[CallModel]:
    path, needs = (*task.path, "needs"), task.data.get("needs")
    if isinstance(needs, str):
        named = [(name, path, start) for name, start in read_depends(needs, dag, path, collector)]
    else:
        named = [(name, (*path, index), 0) for index, name in enumerate(needs or ())]
    found = []
    for name, place, start in named:
        if name in dag.calls:
            found.append(dag.calls[name])
        else:
            within = {"find": needs, "skip": start, "width": len(name)} if isinstance(needs, str) else {}
            _report_unknown(name, dag, place, collector, **within)
    return found


def _check_target(dag: TemplateModel, collector: DiagnosticCollector) -> None:
    for name in str(dag.data.get("target") or "").split():
        if name not in dag.calls and "{{" not in name:
            _report_unknown(name, dag, (*dag.path, "target"), collector, find=name)


def _report_unknown(
    name: str, dag: TemplateModel, place: NodePath, collector: DiagnosticCollector, **within: Any
) -> None:
    hint = suggest(name, dag.calls)
    collector.error("unknown-task", f"there is no task '{name}' here", place, hint, **within)


def _order(needs: dict[CallModel, dict[CallModel, None]], collector: DiagnosticCollector) -> list[CallModel] | None:
    """The tasks so that each comes after all it needs; None, and an error, where they go in a circle."""
    order: list[CallModel] = []
    done: set[CallModel] = set()
    for start in needs:
        trail: dict[CallModel, Iterator[CallModel]] = {} if start in done else {start: iter(needs[start])}
        while trail:
            task = next(reversed(trail))
            following = next((need for need in trail[task] if need not in done), None)
            if following is None:
                trail.popitem()
                done.add(task)
                order.append(task)
            elif following in trail:
                _report_cycle(following, list(trail), collector)
                return None
            else:
                trail[following] = iter(needs[following])
    return order


def _report_cycle(task: CallModel, trail: list[CallModel], collector: DiagnosticCollector) -> None:
    circle = [*trail[trail.index(task) :], task]
    message = f"these tasks wait for each other: {' → '.join(call.name for call in circle)}"
    key = "needs" if "needs" in task.data else None
    path = (*task.path, key) if key else task.path
    collector.error("needs-cycle", message, path, "take one of these edges out", key=True)


def _find_missing(
    order: list[CallModel], needs: dict[CallModel, list[CallModel]], collector: DiagnosticCollector
) -> dict[CallModel, list[CallModel]]:
    """The edges that references ask for and that no other way gives; an expression is left alone, and reported."""
    if all(need in needs[task] for task in order for need in task.edges):
        return {}
    bit = {task: 1 << number for number, task in enumerate(order)}
    above: dict[CallModel, int] = {}
    added: dict[CallModel, list[CallModel]] = {}
    for task in order:
        above[task] = _union(above, bit, (*needs[task], *task.edges))
        missing = [need for need in task.edges if need not in needs[task]]
        for need in missing:
            others = [other for other in (*needs[task], *task.edges) if other is not need]
            if not any(above[other] & bit[need] for other in others):
                _add_edge(task, need, added, collector)
    return added


def _union(above: dict[CallModel, int], bit: dict[CallModel, int], needs: Iterable[CallModel]) -> int:
    union = 0
    for need in needs:
        union |= above[need] | bit[need]
    return union


def _add_edge(
    task: CallModel, need: CallModel, added: dict[CallModel, list[CallModel]], collector: DiagnosticCollector
) -> None:
    if isinstance(task.data.get("needs"), str):
        message = f"'{task.name}' uses {{{{{task.edges[need]}}}}} but does not wait for '{need.name}'"
        collector.error("missing-edge", message, (*task.path, "needs"), f"add '{need.name}' to the expression")
    else:
        added.setdefault(task, []).append(need)


def _refuse_continue_on(tasks: list[CallModel], collector: DiagnosticCollector) -> None:
    for task in tasks:
        if "continue_on" in task.data:
            message = "a DAG in which `needs` is an expression cannot have continue_on"
            hint = f"write it into what needs it: ({task.name} || {task.name}.Failed)"
            collector.error("continue-on-with-depends", message, (*task.path, "continue_on"), hint, key=True)


def _refuse_digits(
    tasks: list[CallModel], needs: dict[CallModel, list[CallModel]], collector: DiagnosticCollector
) -> None:
    """Argo takes a name that begins with a digit only where no task needs another (validate.go)."""
    if any(needs[task] or task.edges for task in tasks):
        for task in tasks:
            if task.name[0].isdigit():
                message = f"a task that others may need cannot begin with a digit: '{task.name}'"
                collector.error("bad-name", message, task.path, f"did you mean 'task-{task.name}'?", key=True)


def _form(task: CallModel, needs: tuple[CallModel, ...], as_expression: bool) -> Edges:
    written = task.data.get("needs")
    if isinstance(written, str):
        return Edges(depends=written)
    names = tuple(dict.fromkeys(need.name for need in needs))
    if as_expression:
        return Edges(depends=" && ".join(names) or None)
    return Edges(dependencies=names)
