"""The dependencies of the tasks of a DAG."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from argogen.argo.evaluation.depends import expand_depends
from argogen.records import Record
from argogen.runner.model.reading import Data

_TOKEN = re.compile(r"([!()])|\b([a-zA-Z0-9][-\w]*)(?:\.([A-Z][a-zA-Z]+))?")


class Dependencies(Record):
    """The tasks that a task depends on, each with the results that `depends` names, and "" for its success.

    `expression` is `depends` unless it is the conjunction of these results.
    """

    conditions: Mapping[str, str]
    expression: str = ""


def read_dependencies(task: Data) -> Dependencies:
    """Return the dependencies of a task."""
    depends = str(task.get("depends") or "")
    names = expand_depends(depends, task.get("dependencies") or (), lambda _: None).tasks
    results: dict[str, dict[str, None]] = {name: {} for name in names}
    for is_negated, name, result in _list_results(depends):
        results.setdefault(name, {})[f"!{result or 'Succeeded'}" if is_negated else result] = None
    is_conjunction = "||" not in depends and "!" not in depends
    return Dependencies({name: _join(found) for name, found in results.items()}, "" if is_conjunction else depends)


def _list_results(depends: str) -> Iterator[tuple[bool, str, str]]:
    """Yield whether an odd number of `!` applies to each task in `depends`, the task, and its result or ""."""
    around = [False]  # whether the content of each open parenthesis is negated
    is_negated = False
    for operator, name, result in _TOKEN.findall(depends):
        if operator == "!":
            is_negated = not is_negated
            continue
        if operator == "(":
            around.append(around[-1] != is_negated)
        elif operator == ")":
            del around[max(len(around) - 1, 1) :]
        else:
            yield around[-1] != is_negated, name, result
        is_negated = False


def _join(results: Mapping[str, None]) -> str:
    if not results or set(results) == {""}:
        return ""
    return ", ".join(result or "Succeeded" for result in results)


def find_excluded(tasks: Sequence[Data], target: str, dependencies: Mapping[str, Dependencies]) -> frozenset[str]:
    """Return the names of the tasks that the targets of a DAG do not need; without targets, all tasks are needed."""
    if not target:
        return frozenset()
    pending, needed = target.split(), set[str]()
    while pending:
        name = pending.pop()
        if name in dependencies and name not in needed:
            needed.add(name)
            pending.extend(dependencies[name].conditions)
    return frozenset(str(task["name"]) for task in tasks) - needed
