"""Errors of templates, and whose fault an exception is that rendering has raised."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from jinja2 import TemplateError
from jinja2.exceptions import TemplateRuntimeError

_JINJA = frozenset({"jinja2", "markupsafe"})
_RECURSION_SAMPLE = 100  # frames: more than one round of any recursion through templates has


class ShapeError(Exception):
    """The text of a template is not the YAML that is needed, or a value does not fit into it.

    `line` (from 0) is a line of the rendered text, `value` the index of the value at fault; at most one of them is
    known.
    """

    def __init__(self, message: str, *, line: int | None = None, value: int | None = None) -> None:
        self.message = message
        self.line = line
        self.value = value
        super().__init__(message)


class FillError(ShapeError):
    """A value does not fit where the template places it; the YAML around it is right."""


class NotDataError(TemplateRuntimeError):
    """A value of a template that no manifest can hold."""


class MisplacedFragmentError(NotDataError):
    """A fragment of YAML text where a value belongs."""

    def __init__(self) -> None:
        super().__init__("the result of a macro or a block is YAML, no value: it needs a `${{ }}` of its own")


class TemplateArgumentError(TemplateRuntimeError):
    """An argument that a filter or function of argogen does not accept from a template."""


def is_template_fault(error: Exception) -> bool:
    """Return whether a template caused an exception that rendering has raised, and not an error in argogen.

    Jinja's own exceptions, among them all those that argogen raises for what templates do, are the template's. Of any
    other exception the innermost frame of its traceback decides: a compiled template, or Jinja on its behalf (a filter,
    an operator, a call of a method), evaluates what the author of the template wrote.
    """
    if isinstance(error, TemplateError | MemoryError):
        return True
    frames = list(_list_globals(error.__traceback__))[::-1]
    if isinstance(error, RecursionError):  # the limit is reached anywhere in a round, in argogen's frames too
        return any(_is_template(frame) or _is_jinja(frame) for frame in frames[:_RECURSION_SAMPLE])
    if frames and _is_template(frames[0]):
        return True
    return next((_is_jinja(frame) for frame in frames if not _is_standard(frame)), False)


def _list_globals(trace: TracebackType | None) -> Iterator[dict[str, Any]]:
    while trace:
        yield trace.tb_frame.f_globals
        trace = trace.tb_next


def _is_template(frame: dict[str, Any]) -> bool:
    return "__jinja_template__" in frame


def _is_jinja(frame: dict[str, Any]) -> bool:
    return _name_package(frame) in _JINJA and not _is_template(frame)


def _is_standard(frame: dict[str, Any]) -> bool:
    """Whether the frame is of the standard library, which fails on behalf of whoever has called it."""
    return _name_package(frame) in sys.stdlib_module_names


def _name_package(frame: dict[str, Any]) -> str:
    return str(frame.get("__name__", "")).partition(".")[0]
