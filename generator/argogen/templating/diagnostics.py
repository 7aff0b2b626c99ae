"""Diagnostics of templates, at their file and line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from argogen.diagnostics import Diagnostic, Place, Severity
from argogen.host import Host
from argogen.templating.lookup import list_files
from argogen.templating.overrides import find_unused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from jinja2 import Environment

    from argogen.templating.lookup import Lookup


class TemplateLine(NamedTuple):
    """A line (from 1; 0 is the whole file) of a template, by path, or by name if the file does not exist."""

    file: str
    number: int


def report_exception(error: Exception, name: str, host: Host) -> Diagnostic:
    """Return the diagnostic of an exception for which `is_template_error` holds, raised while `name` was rendered."""
    if isinstance(error, TemplateSyntaxError):
        line = TemplateLine(error.filename or name, error.lineno)
        return Diagnostic("template-syntax", error.message or "syntax error", point_at(line, host, error.message or ""))
    message = _describe(error)
    return Diagnostic(
        "template-error", message, point_at(_find_line(error.__traceback__) or TemplateLine(name, 0), host, message)
    )


def report_unused(environment: Environment, lookup: Lookup, paths: Mapping[str, Path]) -> list[Diagnostic]:
    """Return warnings of the template files, by name, that override no built-in one and that no other file uses."""
    texts = {name: lookup.read(path, name) for name, path in paths.items()}
    found = find_unused(environment, texts, tuple(list_files(lookup.folders[-1])))
    return [_report_unused(name, near, lookup.host.show(paths[name])) for name, near in found]


def _report_unused(name: str, near: str, file: str) -> Diagnostic:
    message = f"no template uses `{name}`, and there is no built-in template of this name to override"
    hint = f"rename it to `{near}`" if near else "`argogen templates list` prints the names of the built-in templates"
    return Diagnostic("unused-override", message, Place(file), hint, Severity.WARNING)


def point_at(line: TemplateLine, host: Host, message: str = "") -> Place:
    """Return the place of a line, with the first name underlined that `message` quotes."""
    file = Path(line.file)
    if not file.is_absolute():
        return Place(line.file)
    text = _read_line(file, line.number, host)
    start, end = _find_quoted(text, message)
    return Place(host.show(file), line.number, start + 1, max(1, end - start), text)


def _describe(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return str(error.message)
    if isinstance(error, MemoryError):
        return "out of memory while rendering the template"
    if isinstance(error, RecursionError):
        return "unbounded recursion of the template"
    return str(error) if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"


def _find_line(trace: TracebackType | None) -> TemplateLine | None:
    """Return the innermost line of a template in a traceback."""
    found = None
    while trace:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            found = TemplateLine(str(template.filename), template.get_corresponding_lineno(trace.tb_lineno))
        trace = trace.tb_next
    return found


def _read_line(file: Path, line: int, host: Host) -> str:
    try:
        content = host.read_file(file)
        text = content if isinstance(content, str) else content.decode("utf-8-sig", errors="replace")
        lines = text.splitlines()
    except OSError:
        return ""
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _find_quoted(text: str, message: str) -> tuple[int, int]:
    for quoted in re.findall(r"['`]([^'`]+)['`]", message):
        if found := re.search(rf"(?<!\w){re.escape(quoted)}(?!\w)", text):
            return found.span()
    return len(text) - len(text.lstrip()), len(text.rstrip())
