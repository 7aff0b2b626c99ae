"""Locate an error in rendered YAML in its template: render again, with the origin of each line in the output."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from argogen.diagnostics import Diagnostic, Place
from argogen.host import Host
from argogen.substitution.jinja_errors import is_template_error
from argogen.templating.diagnostics import TemplateLine, point_at
from argogen.templating.errors import FillError, ShapeError
from argogen.templating.generator import TracingGenerator
from argogen.templating.shapes.fragments import indent_fragments
from argogen.templating.shapes.markers import TRACE_CLOSE, TRACE_OPEN, show_markers, write_marker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Template

_TRACE = f"{TRACE_OPEN}([^{TRACE_CLOSE}]*):([0-9]+){TRACE_CLOSE}"
# The last trace of the match is that of the first element of the line.
_LINE_START = rf"(?:\s*{_TRACE})+"


def report_shape_error(
    error: ShapeError, text: str, template: Template, variables: Mapping[str, Any], host: Host
) -> Diagnostic:
    """Return the diagnostic of an error in `text`, which `template` renders with `variables`."""
    traced = _trace(template, variables)
    line = _find_line(error, traced) or TemplateLine(str(template.filename), 0)
    place = point_at(line, host, error.message)
    hint = _find_earlier(error, traced, host) or _show_rendered(error, text, place)
    return Diagnostic("template-error" if isinstance(error, FillError) else "template-yaml", error.message, place, hint)


def _find_earlier(error: ShapeError, traced: str, host: Host) -> str:
    line = _find_rendered(error.earlier, traced)
    if line is None:
        return ""
    place = point_at(line, host)
    return f"the first one is at {place.file}:{place.line}"


def _show_rendered(error: ShapeError, text: str, place: Place) -> str:
    """Return a hint with the rendered line of the error, if it differs from the template."""
    rendered = show_markers(_list_lines(text, error.line)[-1].strip()) if error.value is None else ""
    return f"rendered as `{rendered}`" if rendered and rendered != _hide_values(place.text) else ""


def _trace(template: Template, variables: Mapping[str, Any]) -> str:
    """Return the output of the template with traces, an empty string if it cannot be rendered again."""
    environment = template.environment.overlay(bytecode_cache=None)
    environment.code_generator_class = TracingGenerator
    try:
        traced = environment.get_template(str(template.name))
        return indent_fragments("".join(traced.root_render_func(traced.new_context(dict(variables)))))
    except Exception as error:
        if is_template_error(error):  # traces can change the control flow of a template; the first error is reported
            return ""
        raise


def _find_line(error: ShapeError, traced: str) -> TemplateLine | None:
    if error.value is None:
        return _find_rendered(error.line, traced)
    first = len("\n".join(_list_lines(traced, error.line)[:-1]))
    return _find_last(traced[: max(0, traced.find(write_marker(error.value), first))])


def _find_rendered(number: int | None, traced: str) -> TemplateLine | None:
    """Return the line of a template that rendered a line of the output."""
    if number is None:
        return None
    lines = _list_lines(traced, number)
    start = re.match(_LINE_START, lines[-1])
    return _find_last(start[0] if start else "\n".join(lines))


def _list_lines(text: str, last: int | None) -> list[str]:
    """Return the lines up to the one of that number; an empty line if it does not exist."""
    return [""] if last is None else [*text.split("\n"), ""][: last + 1]


def _find_last(traced: str) -> TemplateLine | None:
    traces = re.findall(_TRACE, traced)
    return TemplateLine(traces[-1][0], int(traces[-1][1])) if traces else None


def _hide_values(source: str) -> str:
    """Return a line of a template with its values hidden, to compare it with the rendered line."""
    return re.sub(r"\$\{\{.*?\}\}(?!\})", "${{ … }}", source).strip()
