"""Determine the origin of an exception from Jinja: a template or expression, or an error in argogen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from jinja2 import TemplateError

_JINJA = frozenset({"jinja2", "markupsafe"})
_RECURSION_SAMPLE = 100  # frames: more than one level of any recursion through templates


def is_template_error(error: Exception) -> bool:
    """Return whether a template or an expression caused an exception, and not an error in argogen.

    Exceptions of Jinja, which include those that argogen raises for templates, are caused by the template. For other
    exceptions, the innermost frame of the traceback decides: a compiled template, or Jinja (a filter, an operator, a
    call of a method), evaluates code of the template.
    """
    if isinstance(error, TemplateError | MemoryError):
        return True
    frames = list(_list_globals(error.__traceback__))[::-1]
    if isinstance(
        error, RecursionError
    ):  # the limit can be reached in any frame of the recursion, such as one of argogen
        return any(_is_template(frame) or _is_jinja(frame) for frame in frames[:_RECURSION_SAMPLE])
    if frames and _is_template(frames[0]):
        return True
    return next((_is_jinja(frame) for frame in frames if not _is_standard(frame)), False)


def has_place(error: Exception) -> bool:
    """Return whether an exception was raised from a line of a compiled template."""
    return any(map(_is_template, _list_globals(error.__traceback__)))


def _list_globals(trace: TracebackType | None) -> Iterator[dict[str, Any]]:
    while trace:
        yield trace.tb_frame.f_globals
        trace = trace.tb_next


def _is_template(frame: dict[str, Any]) -> bool:
    return "__jinja_template__" in frame


def _is_jinja(frame: dict[str, Any]) -> bool:
    return _name_package(frame) in _JINJA and not _is_template(frame)


def _is_standard(frame: dict[str, Any]) -> bool:
    """Return whether a frame is of the standard library, whose errors are those of the caller."""
    return _name_package(frame) in sys.stdlib_module_names


def _name_package(frame: dict[str, Any]) -> str:
    return str(frame.get("__name__", "")).partition(".")[0]
