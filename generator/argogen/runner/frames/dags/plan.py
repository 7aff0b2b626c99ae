"""The plan of a DAG template: its targets, the dependencies of its tasks, and the order in which Argo visits them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from argogen.argo.evaluation.depends import ContinueOn, Dependencies, TaskState, decide, expand_depends
from argogen.argo.evaluation.environment import Evaluation
from argogen.runner.model.reading import Data

# Names with digits or hyphens, which no word of the language has.
_PLAIN = re.compile(r"[a-zA-Z](?=[a-zA-Z]*[-0-9])[-a-zA-Z0-9]*")
_RESULT = re.compile(r"(?<![-\w])([a-zA-Z][-a-zA-Z0-9]*)\.([A-Z][a-zA-Z]+)")


class Plan:
    """The tasks of a DAG template by name; `order` are those that targets need, each after its dependencies."""

    def __init__(self, tasks: Sequence[Data], target: str) -> None:
        self.tasks: Mapping[str, Data] = {task["name"]: task for task in tasks}
        self.dependencies: dict[str, Dependencies] = {name: self._expand(task) for name, task in self.tasks.items()}
        self.targets = target.split(" ") if target else self._find_leaves()
        self.order = self._sort()
        self._numbers = {name: number for number, name in enumerate(self.order)}
        self._before = self._find_ancestors()
        self.dependents: dict[str, list[str]] = {}
        for name in self.order:
            for needed in self.dependencies[name].tasks:
                self.dependents.setdefault(needed, []).append(name)

    def decide(self, name: str, states: Mapping[str, TaskState], evaluation: Evaluation) -> bool:
        """Return whether a task runs, by the states of the tasks that it depends on. Raises EvaluationError."""
        dependencies = self.dependencies[name]
        renamed = rename(dependencies)
        if renamed is None:
            return decide(dependencies, states, evaluation).execute
        shared, names = renamed
        return decide(shared, {names[each]: states[each] for each in names}, evaluation).execute

    def _expand(self, task: Data) -> Dependencies:
        return expand_depends(task.get("depends") or "", task.get("dependencies") or (), self._find_continue_on)

    def _find_continue_on(self, name: str) -> ContinueOn | None:
        allowed = self.tasks.get(name, {}).get("continueOn")
        return None if allowed is None else ContinueOn(bool(allowed.get("failed")), bool(allowed.get("error")))

    def _find_leaves(self) -> list[str]:
        needed = {name for dependencies in self.dependencies.values() for name in dependencies.tasks}
        return sorted(name for name in self.tasks if name not in needed)

    def _sort(self) -> list[str]:
        """Return the tasks that targets need in the order of a depth-first search."""
        order: dict[str, None] = {}
        visited: set[str] = set()
        for target in self.targets:
            pending = [(target, False)]
            while pending:
                name, is_expanded = pending.pop()
                if is_expanded:
                    order[name] = None
                elif name not in visited and name in self.tasks:
                    visited.add(name)
                    pending.append((name, True))
                    pending.extend((needed, False) for needed in reversed(tuple(self.dependencies[name].tasks)))
        return list(order)

    def _find_ancestors(self) -> dict[str, int]:
        """Return the ancestors of each task, as bits at their numbers."""
        before: dict[str, int] = {}
        for name in self.order:
            bits = 0
            for needed in self.dependencies[name].tasks:
                if needed in before:
                    bits |= before[needed] | (1 << self._numbers[needed])
            before[name] = bits
        return before

    def is_before(self, name: str, task: str) -> bool:
        """Return whether a task is an ancestor of another one."""
        number = self._numbers.get(name)
        return number is not None and bool(self._before[task] >> number & 1)


def rename(dependencies: Dependencies) -> tuple[Dependencies, dict[str, str]] | None:
    """Return dependencies with the same names for all tasks, so that equal conditions are compiled once.

    Return None if a name could be a word of the language, which makes the condition invalid.
    """
    names = {name: f"t{number}" for number, name in enumerate(dependencies.tasks)}
    if not names or not all(map(_PLAIN.fullmatch, names)):
        return None
    logic = _RESULT.sub(lambda found: f"{names.get(found[1], found[1])}.{found[2]}", dependencies.logic)
    return Dependencies(logic, {names[name]: kind for name, kind in dependencies.tasks.items()}), names
