"""Limits of loops that hold for all tasks of a DAG: no other task may run beside such a loop."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import CallModel

Needs = Mapping[CallModel, Collection[CallModel]]


def check_shared_limits(needs: Needs, collector: DiagnosticCollector) -> None:
    """Report tasks that may run beside a loop whose limit they share; `needs` has all edges of the DAG."""
    for loop in [task for task in needs if task.loop is not None and task.loop.limit is not None]:
        for task in _find_beside(loop, needs):
            message = f"the limit of the loop '{loop.name}' also applies to '{task.name}', which may run beside it"
            hint = f"add '{loop.name}' to its 'needs', or remove 'parallelism' from the loop"
            collector.error("shared-limit", message, task.path, hint, key=True)


def _find_beside(loop: CallModel, needs: Needs) -> list[CallModel]:
    """Return the tasks that neither run before a task nor after it."""
    followers: dict[CallModel, list[CallModel]] = {}
    for task, needed in needs.items():
        for each in needed:
            followers.setdefault(each, []).append(task)
    ordered = _reach(loop, needs) | _reach(loop, followers) | {loop}
    return [task for task in needs if task not in ordered]


def _reach(start: CallModel, edges: Needs) -> set[CallModel]:
    found: set[CallModel] = set()
    waiting = [start]
    while waiting:
        fresh = set(edges.get(waiting.pop(), ())) - found
        found |= fresh
        waiting += fresh
    return found
