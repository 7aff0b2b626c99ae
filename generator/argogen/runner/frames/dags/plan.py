"""The plan of a DAG template: its targets, the dependencies of its tasks, and the order in which Argo visits them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from argogen.argo.evaluation.depends import ContinueOn, Dependencies, expand_depends
from argogen.runner.model.reading import Data


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
