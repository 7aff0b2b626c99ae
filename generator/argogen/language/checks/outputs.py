"""Which outputs a body can have: a file's text, what is printed, what a person supplies, or what its steps gave."""

from __future__ import annotations

from collections.abc import Mapping

from argogen.language.collector import DiagnosticCollector
from argogen.language.desugar.outputs import ANYWHERE
from argogen.language.model.pipeline import ABSENT, OutputModel, TemplateModel

_OF_STEPS = frozenset({"parameter", "expression"})
_OF_CONTAINERS = frozenset({"path", "result"})
_OF_CODE = frozenset({"path", "result", "returned"})
_SOURCES: Mapping[str, frozenset[str]] = {
    "suspend": frozenset({"supplied"}),
    "resource": frozenset({"json_path", "jq_filter"}),
    "http": frozenset({"result"}),
    "data": frozenset({"result"}),
    "plugin": frozenset({"result", "supplied"}),
    "steps": _OF_STEPS,
    "tasks": _OF_STEPS,
    "use": _OF_STEPS,
    "python": _OF_CODE,
    "notebook": _OF_CODE,
}


def find_sources(body: str) -> frozenset[str]:
    """Return the sources that an output of the body may have."""
    return _SOURCES.get(body, _OF_CONTAINERS)


def check_outputs(template: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report outputs whose source the body does not have, and what cannot be said of one."""
    fitting = find_sources(template.body)
    for output in template.outputs.values():
        if output.source not in fitting and output.source not in ANYWHERE:
            what = "from nowhere" if output.source == "returned" else f"from '{output.source}'"
            message = f"an output of {template.body} cannot come {what}"
            hint = f"it can come from {' or '.join(sorted(fitting))}"
            collector.error("does-not-fit", message, output.origin, hint)
        _check_result(output, collector)


def _check_result(output: OutputModel, collector: DiagnosticCollector) -> None:
    given = {"default": output.default is not ABSENT, "global_name": output.global_name is not None}
    for key, is_given in given.items():
        if output.source == "result" and is_given:
            message = f"'{key}' cannot be given for what a step prints: Argo keeps it under its own name"
            collector.error("does-not-fit", message, (*output.origin, key), "write the value to a file: path", key=True)
