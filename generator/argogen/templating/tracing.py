"""Find the template line behind an error in rendered text: render again, with the origin of each line in the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from argogen.diagnostics import Diagnostic
from argogen.host import Host
from argogen.substitution.jinja_errors import is_template_fault
from argogen.templating.diagnostics import TemplateLine, point_at
from argogen.templating.errors import FillError, ShapeError
from argogen.templating.generator import TracingGenerator
from argogen.templating.shapes.fragments import indent_fragments
from argogen.templating.shapes.markers import TRACE_CLOSE, TRACE_OPEN, show_markers, write_marker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Template

_TRACE = f"{TRACE_OPEN}([^{TRACE_CLOSE}]*):([0-9]+){TRACE_CLOSE}"
# The last trace of the match is that of what stands first on the line.
_LINE_START = rf"(?:\s*{_TRACE})+"


def report_shape_error(
    error: ShapeError, text: str, template: Template, variables: Mapping[str, Any], host: Host
) -> Diagnostic:
    """Return the diagnostic of an error in `text`, which `template` gives with `variables`."""
    line = _find_line(error, _trace(template, variables)) or TemplateLine(str(template.filename), 0)
    place = point_at(line, host, error.message)
    rendered = "" if error.line is None else show_markers(([*text.split("\n"), ""])[error.line].strip())
    hint = f"it came out as `{rendered}`" if rendered and rendered != _hide_values(place.text) else ""
    return Diagnostic("template-error" if isinstance(error, FillError) else "template-yaml", error.message, place, hint)


def _trace(template: Template, variables: Mapping[str, Any]) -> str:
    """Return the template's text with traces, or nothing if it does not render a second time."""
    environment = template.environment.overlay(bytecode_cache=None)
    environment.code_generator_class = TracingGenerator
    try:
        traced = environment.get_template(str(template.name))
        return indent_fragments("".join(traced.root_render_func(traced.new_context(dict(variables)))))
    except Exception as error:
        if is_template_fault(error):  # traces in the text may send a template elsewhere; the first error counts
            return ""
        raise


def _find_line(error: ShapeError, traced: str) -> TemplateLine | None:
    if error.value is not None:
        return _find_last(traced[: max(0, traced.find(write_marker(error.value)))])
    if error.line is None:
        return None
    lines = traced.split("\n")[: error.line + 1]
    start = re.match(_LINE_START, lines[-1])
    return _find_last(start[0] if start else "\n".join(lines))


def _find_last(traced: str) -> TemplateLine | None:
    traces = re.findall(_TRACE, traced)
    return TemplateLine(traces[-1][0], int(traces[-1][1])) if traces else None


def _hide_values(source: str) -> str:
    """Return a template's line with its values hidden, to compare it with what was rendered from it."""
    return re.sub(r"\$\{\{.*?\}\}(?!\})", "${{ … }}", source).strip()
