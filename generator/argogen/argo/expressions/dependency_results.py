"""Decide whether results of tasks can satisfy a `depends`, also with regard to the `depends` of these tasks.

A condition is a disjunction of cases. A case maps tasks to sets of outcomes, as bits of an integer; an outcome of a
task is the set of results that hold for it. Long conditions are undecided.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from argogen.argo.expressions.depends import parse
from argogen.argo.expressions.tree import (
    BinaryOperation,
    Expression,
    ExpressionSyntaxError,
    TaskDependency,
    UnaryOperation,
    walk,
)

_OUTCOMES: Sequence[frozenset[str]] = tuple(
    frozenset(results.split())
    for results in (
        "Succeeded", "Succeeded AnySucceeded", "Failed", "Failed AnySucceeded", "Failed AllFailed", "Errored",
        "Errored AnySucceeded", "Errored AllFailed", "Skipped", "Omitted", "Daemoned", "Daemoned Succeeded",
    )
)  # fmt: skip
_ALL = (1 << len(_OUTCOMES)) - 1
_DONE = frozenset({"Succeeded", "Skipped", "Daemoned"})
_OMITTED = 1 << _OUTCOMES.index(frozenset({"Omitted"}))
# The limits of tasks in a condition and in a combined case, of cases, and of the cases that are combined for one task.
_MAX_TASKS, _MAX_COMBINED, _MAX_CASES, _MAX_STEPS = 40, 12, 64, 60

Case = Mapping[str, int]


class Condition(NamedTuple):
    """The cases in which a `depends` holds and fails, None if there are too many."""

    holds: Sequence[Case] | None
    fails: Sequence[Case] | None


UNDECIDED = Condition(None, None)


@functools.lru_cache(maxsize=1024)
def read_condition(depends: str) -> Condition:
    """Return the cases of a `depends`; undecided if it is invalid."""
    try:
        nodes = list(walk(parse(depends)))
    except ExpressionSyntaxError:
        return UNDECIDED
    return _combine_all(nodes) if len(nodes) <= 2 * _MAX_TASKS else UNDECIDED


def _combine_all(nodes: Sequence[Expression]) -> Condition:
    waiting: list[Condition] = []  # of operands whose operator follows, the left one last
    for node in reversed(nodes):
        if isinstance(node, TaskDependency):
            wanted = frozenset({node.result}) if node.result else _DONE
            bits = sum(1 << index for index, outcome in enumerate(_OUTCOMES) if outcome & wanted)
            waiting.append(Condition([{node.name: bits}], [{node.name: _ALL & ~bits}]))
        elif isinstance(node, UnaryOperation):
            operand = waiting.pop()
            waiting.append(Condition(operand.fails, operand.holds))
        elif isinstance(node, BinaryOperation):
            left, right = waiting.pop(), waiting.pop()
            if node.operator == "&&":
                waiting.append(Condition(_both(left.holds, right.holds), _either(left.fails, right.fails)))
            else:
                waiting.append(Condition(_either(left.holds, right.holds), _both(left.fails, right.fails)))
    return waiting.pop()


def _either(one: Sequence[Case] | None, other: Sequence[Case] | None) -> Sequence[Case] | None:
    if one is None or other is None or len(one) + len(other) > _MAX_CASES:
        return None
    return [*one, *other]


def _both(one: Sequence[Case] | None, other: Sequence[Case] | None) -> Sequence[Case] | None:
    if one == [] or other == []:
        return []
    if one is None or other is None or len(one) * len(other) > _MAX_CASES:
        return None
    merged = (_merge(left, right) for left in one for right in other)
    return [case for case in merged if case is not None]


def _merge(one: Case, other: Case) -> Case | None:
    """Return the case in which both hold, None if it is impossible."""
    merged = dict(one)
    for task, bits in other.items():
        merged[task] = merged.get(task, _ALL) & bits
        if not merged[task]:
            return None
    return merged


def can_hold(depends: str, others: Mapping[str, str]) -> bool:
    """Return whether results of tasks may satisfy a `depends`; `others` are the `depends` of tasks, by name."""
    cases = read_condition(depends).holds
    if cases is None:
        return True
    waiting: list[tuple[Case, frozenset[str]]] = [(case, frozenset()) for case in cases]
    for _ in range(_MAX_STEPS):
        if not waiting:
            return False
        case, known = waiting.pop()
        task = next(_list_unknown(case, known, others), None)
        if task is None or len(case) > _MAX_COMBINED:
            return True
        reasons = _list_reasons(case[task], others[task])
        if reasons is None:
            waiting.append((case, known | {task}))
            continue
        merged = (_merge(case, reason) for reason in reasons)
        waiting += [(each, known | {task}) for each in merged if each is not None]
    return True


def _list_unknown(case: Case, known: frozenset[str], others: Mapping[str, str]) -> Iterator[str]:
    """Yield the tasks of a case whose own `depends` restricts the results further."""
    return (task for task in case if task in others and task not in known)


def _list_reasons(outcomes: int, depends: str) -> Sequence[Case] | None:
    """Return the cases in which a task with this `depends` has one of some outcomes, None for any case."""
    condition = read_condition(depends)
    if outcomes == _OMITTED:
        return condition.fails
    return None if outcomes & _OMITTED else condition.holds
