"""Diagnostics of templates, at their file and line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.runtime import Context
from jinja2.utils import missing

from argogen.diagnostics import Diagnostic, Place, Severity
from argogen.host import Host
from argogen.suggestions import suggest
from argogen.templating.filters import choose_filters
from argogen.templating.overrides import find_unused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from jinja2 import Environment

    from argogen.templating.lookup import Lookup


_UNKNOWN_FILTER = re.compile(r"No filter named '(\w+)'\.")
_UNDEFINED = re.compile(r"'(\w+)' is undefined")
_LOCAL = re.compile(r"l_\d+_(\w+)")  # of a loop or `set`, in the code that Jinja compiles
_SERIALIZERS = frozenset({"tojson", "toyaml"})
# Variables of Jinja, and classes.
_INTERNAL = frozenset({"dict", "namespace", "range", "self", "caller"})


class TemplateLine(NamedTuple):
    """A line (from 1; 0 is the whole file) of a template, by path, or by name if the file does not exist."""

    file: str
    number: int


def report_exception(error: Exception, name: str, host: Host) -> Diagnostic:
    """Return the diagnostic of an exception for which `is_template_error` holds, raised while `name` was rendered."""
    if isinstance(error, TemplateSyntaxError):
        line, message = TemplateLine(error.filename or name, error.lineno), error.message or "syntax error"
        return Diagnostic("template-syntax", message, point_at(line, host, message), _suggest_filter(message))
    message, trace = _describe(error), error.__traceback__
    place = point_at(_find_line(trace) or TemplateLine(name, 0), host, message)
    return Diagnostic("template-error", message, place, _suggest_variable(message, trace))


def report_unused(environment: Environment, lookup: Lookup, paths: Mapping[str, Path]) -> list[Diagnostic]:
    """Return warnings of the template files, by name, that override no built-in one and that no other file uses."""
    try:
        texts = {name: lookup.read(path, name) for name, path in paths.items()}
    except TemplateSyntaxError:  # as of a file that is not valid, the names that it uses are unknown
        return []
    found = find_unused(environment, texts, tuple(lookup.list_built_in()))
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


def _suggest_filter(message: str) -> str:
    """Return the hint for an unknown filter, an empty string for another message."""
    found = _UNKNOWN_FILTER.fullmatch(message)
    if found is None:
        return ""
    if found[1].replace("_", "") in _SERIALIZERS:
        return "use the value without a filter: `${{ }}` places any value"
    return suggest(found[1], sorted(choose_filters()))


def _suggest_variable(message: str, trace: TracebackType | None) -> str:
    """Return the hint for an undefined variable of a template, an empty string for another message."""
    found = _UNDEFINED.fullmatch(message)
    names = sorted(name for name in _list_variables(trace) if name.isidentifier()) if found else []
    return suggest(found[1], names, f"variables: {', '.join(names)}") if found and names else ""


def _list_variables(trace: TracebackType | None) -> set[str]:
    """Return the names of the variables and functions of the innermost template in a traceback."""
    names: set[str] = set()
    while trace:
        found = trace.tb_frame.f_locals
        context = found.get("context")
        if "__jinja_template__" in trace.tb_frame.f_globals and isinstance(context, Context):
            own = [name for name, value in found.items() if value is not missing]
            names = {*context.get_all(), *(local[1] for local in map(_LOCAL.fullmatch, own) if local)}
        trace = trace.tb_next
    return names - _INTERNAL


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
