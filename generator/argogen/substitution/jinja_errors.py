"""Whose fault it is when Jinja raises an exception: that of what people wrote, or argogen's own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from jinja2 import TemplateError

_JINJA = frozenset({"jinja2", "markupsafe"})
_RECURSION_SAMPLE = 100  # frames: more than one round of any recursion through templates has


def is_template_fault(error: Exception) -> bool:
    """Return whether a template or an expression caused an exception, and not an error in argogen.

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
