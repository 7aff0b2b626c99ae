"""Budgets of templates of teams, which may come from others: steps, time, and the size of strings.

The built-in templates terminate, so they have no budget.
"""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from jinja2 import nodes, pass_context
from jinja2.runtime import Context

from argogen.templating.errors import TemplateArgumentError, TemplateLimitError

MAX_STEPS = 5_000_000
SECONDS = 30
MAX_SIZE = 32 * 2**20
"""The number of characters, or items, of a value: a manifest cannot be larger."""

METER = "\0meter"
"""The name of the filter around the iterables of loops; templates cannot refer to it."""

BUDGET = "\0budget"
"""The variable with the budget of templates that are not rendered in a frame."""

_MAX_WIDTH = 10_000
_MAX_BITS = 20_000
_WIDE_FORMAT = r"%[^a-zA-Z%]*(?:[0-9]{5}|\*)"
_CHECKED = 15  # steps between two checks of the time, each of which may sort a long list
_WIDTHS = frozenset({"center", "ljust", "rjust", "zfill", "expandtabs"})
WIDE_FILTERS = ("batch", "center", "indent", "round", "slice", "truncate", "wordwrap")


class Budget:
    """The remaining steps of a rendering, and its deadline."""

    __slots__ = ("_deadline", "_size", "_steps")

    def __init__(self) -> None:
        self._steps = self._size = 0
        self._deadline = time.monotonic() + SECONDS

    def step(self) -> None:
        """Count an iteration, a call or a template. Raises TemplateLimitError."""
        self._steps += 1
        if not self._steps & _CHECKED:
            if self._steps > MAX_STEPS:
                raise TemplateLimitError(f"rendering takes more than {MAX_STEPS:,} steps")
            if time.monotonic() > self._deadline:
                raise TemplateLimitError(f"rendering takes more than {SECONDS} seconds")

    def add_text(self, size: int) -> None:
        """Count the characters of the output of a template. Raises TemplateLimitError."""
        self._size += size
        if self._size > MAX_SIZE:
            raise TemplateLimitError(f"templates render more than {MAX_SIZE // 2**20} MiB")


def meter_loops(template: nodes.Template) -> nodes.Template:
    """Count the iterations of all loops of a template."""
    for loop in template.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, METER, [], [], None, None, lineno=loop.lineno)
    return template


@pass_context
def meter(context: Context, values: Iterable[Any]) -> Iterable[Any]:
    """Return values whose iteration is counted."""
    budget = find_budget(context)
    # What cannot be iterated is reported by the loop.
    return _Metered(values, budget) if budget is not None and hasattr(values, "__iter__") else values


def find_budget(context: Context) -> Budget | None:
    """Return the budget of a rendering, None without one."""
    frame = getattr(context, "frame", None)
    budget: Budget | None = context.parent.get(BUDGET) if frame is None else frame.rendering.budget
    return budget


class _Metered:
    """Values with a budget; with a length only if they have one."""

    def __init__(self, values: Iterable[Any], budget: Budget) -> None:
        self._values = values
        self._budget = budget

    def __iter__(self) -> Iterator[Any]:
        for value in self._values:
            self._budget.step()
            yield value

    def __len__(self) -> int:
        return len(self._values)  # type: ignore[arg-type]


def check_operation(operator: str, left: Any, right: Any) -> None:
    """Raise TemplateLimitError for an operation whose result is too large."""
    if operator == "**" and isinstance(left, int) and isinstance(right, int):
        if left.bit_length() * right > _MAX_BITS:
            raise TemplateLimitError(f"number exceeds {_MAX_BITS:,} bits")
    elif operator == "*":
        sizes = [len(side) if isinstance(side, str | list | tuple) else side for side in (left, right)]
        if not all(isinstance(side, int | float) for side in (left, right)):
            _check_size(sizes[0] * sizes[1] if all(isinstance(size, int) for size in sizes) else 0)
    elif operator == "+" and isinstance(left, str | list | tuple) and isinstance(right, str | list | tuple):
        _check_size(len(left) + len(right))
    elif operator == "%" and isinstance(left, str):
        check_format(left)


def check_call(name: str, arguments: Iterable[Any]) -> None:
    """Raise TemplateLimitError for a method or filter of strings whose result can be too large."""
    values = list(arguments)
    if name in _WIDTHS or name in WIDE_FILTERS:
        if any(isinstance(value, int) and value > _MAX_WIDTH for value in values[1:]):
            raise TemplateLimitError(f"width must be at most {_MAX_WIDTH:,}")
    elif values and isinstance(values[0], str):
        _check_size((len(values[0]) + 1) * (1 + sum(len(value) for value in values[1:] if isinstance(value, str))) // 8)


def check_format(text: str) -> None:
    """Raise TemplateLimitError for a format with a large width."""
    if re.search(_WIDE_FORMAT, text):
        raise TemplateLimitError(f"width must be at most {_MAX_WIDTH:,}")


def limit_filter(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter whose arguments are checked before."""

    @functools.wraps(function)
    def apply(*arguments: Any, **named: Any) -> Any:
        check_call(name, [each for each in (*arguments, *named.values()) if isinstance(each, str | int)])
        try:
            return function(*arguments, **named)
        except TypeError as error:
            if error.__traceback__ and error.__traceback__.tb_next:
                raise
            raise TemplateArgumentError(f"wrong arguments of filter `{name}`") from error  # no frame of it exists

    return apply


def _check_size(size: int) -> None:
    if size > MAX_SIZE:
        raise TemplateLimitError(f"value exceeds {MAX_SIZE:,} characters or items")
