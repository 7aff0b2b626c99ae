"""Run recursive functions without the recursion of Python, so that nested input cannot exceed its limit.

A function of this kind is a generator: `yield f(x)` is the result of the recursive call `f(x)`.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeAlias, TypeVar

from argogen.argo.evaluation.errors import LimitError

Result = TypeVar("Result")
Task: TypeAlias = Generator[Any, Any, Result]
_MAXIMUM_DEPTH = 200_000


def run(task: Task[Result]) -> Result:
    """Return the result of a recursive function."""
    pending: list[Task[Any]] = [task]
    value: Any = None
    while pending:
        try:
            inner = pending[-1].send(value)
        except StopIteration as stop:
            pending.pop()
            value = stop.value
        else:
            if len(pending) > _MAXIMUM_DEPTH:
                raise LimitError("the value is nested too deeply")
            pending.append(inner)
            value = None
    result: Result = value
    return result
