"""Find the template line behind a fault in rendered text: render the part again, each line saying where it is from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from argogen.diagnostics import Diagnostic
from argogen.templating.faults import FillError, ShapeError
from argogen.templating.generator import TracingGenerator
from argogen.templating.reports import Spot, point_at
from argogen.templating.shapes.fragments import indent_fragments
from argogen.templating.shapes.markers import TRACE_CLOSE, TRACE_OPEN, show_markers, write_marker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Template

    from argogen.templating.environment import PartEnvironment

_TRACE = f"{TRACE_OPEN}([^{TRACE_CLOSE}]*):([0-9]+){TRACE_CLOSE}"
# The last trace of the match is that of what stands first on the line.
_LINE_START = rf"(?:\s*{_TRACE})+"


def report_fault(
    fault: ShapeError, text: str, template: Template, variables: Mapping[str, Any], environment: PartEnvironment
) -> Diagnostic:
    """Of a fault in `text`, which `template` gave with `variables`."""
    spot = _find_spot(fault, _trace(template, variables, environment)) or (str(template.filename), 0)
    place = point_at(spot, fault.message)
    rendered = "" if fault.line is None else show_markers(([*text.split("\n"), ""])[fault.line].strip())
    hint = f"it came out as `{rendered}`" if rendered and rendered != _blur(place.text) else ""
    return Diagnostic("template-error" if isinstance(fault, FillError) else "template-yaml", fault.message, place, hint)


def _trace(template: Template, variables: Mapping[str, Any], environment: PartEnvironment) -> str:
    """The part's text with traces, or nothing if it does not render a second time."""
    tracing = environment.overlay(bytecode_cache=None)
    tracing.code_generator_class = TracingGenerator
    tracing.values = []
    try:
        return indent_fragments(tracing.get_template(str(template.name)).render(variables))
    except Exception:  # the fault is to be told, even if its place is not known
        return ""


def _find_spot(fault: ShapeError, traced: str) -> Spot | None:
    if fault.value is not None:
        return _find_last(traced[: max(0, traced.find(write_marker(fault.value)))])
    if fault.line is None:
        return None
    lines = traced.split("\n")[: fault.line + 1]
    start = re.match(_LINE_START, lines[-1])
    return _find_last(start[0] if start else "\n".join(lines))


def _find_last(traced: str) -> Spot | None:
    traces = re.findall(_TRACE, traced)
    return (traces[-1][0], int(traces[-1][1])) if traces else None


def _blur(source: str) -> str:
    """A template's line with its values out of sight, to compare with what was rendered from it."""
    return re.sub(r"\$\{\{.*?\}\}(?!\})", "${{ … }}", source).strip()
