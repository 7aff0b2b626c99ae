"""Turn what goes wrong while a part is rendered into a diagnostic at the template's file and line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from argogen.diagnostics import Diagnostic, Place
from argogen.paths import show_path

if TYPE_CHECKING:
    from types import TracebackType

Spot = tuple[str, int]


def report_exception(error: Exception, name: str) -> Diagnostic:
    """Of an exception that the template `name`, or one that it uses, has raised while it was compiled or run."""
    if isinstance(error, TemplateSyntaxError):
        spot = (error.filename or name, error.lineno)
        return Diagnostic("template-syntax", error.message or "not a template", point_at(spot, error.message or ""))
    message = _describe(error)
    return Diagnostic("template-error", message, point_at(_find_frame(error.__traceback__) or (name, 0), message))


def point_at(spot: Spot, message: str = "") -> Place:
    """The place of a line (from 1; 0 is the whole file), underlined where it holds a name that `message` quotes."""
    file, line = Path(spot[0]), spot[1]
    if not file.is_absolute():  # a template's name, of which no file was found
        return Place(spot[0])
    text = _read_line(file, line)
    start, end = _find_quoted(text, message)
    return Place(show_path(file), line, start + 1, max(1, end - start), text)


def _describe(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return str(error.message)
    if isinstance(error, MemoryError):
        return "the template needs more memory than there is for it"
    if isinstance(error, RecursionError):
        return "the template calls itself without end"
    return str(error) if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"


def _find_frame(trace: TracebackType | None) -> Spot | None:
    """The innermost line of a template on the way to the exception."""
    found = None
    while trace:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            found = (str(template.filename), template.get_corresponding_lineno(trace.tb_lineno))
        trace = trace.tb_next
    return found


def _read_line(file: Path, line: int) -> str:
    try:
        lines = file.read_text("utf-8-sig", errors="replace").splitlines()
    except OSError:
        return ""
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _find_quoted(text: str, message: str) -> tuple[int, int]:
    for quoted in re.findall(r"['`]([^'`]+)['`]", message):
        if found := re.search(rf"(?<!\w){re.escape(quoted)}(?!\w)", text):
            return found.span()
    return len(text) - len(text.lstrip()), len(text.rstrip())
