"""Which outputs a body can have: a file's text, what is printed, what a person supplies, or what its steps gave."""

from __future__ import annotations

from collections.abc import Mapping

from argogen.language.collector import DiagnosticCollector
from argogen.language.lower.parameters import spell_out
from argogen.language.model.drafts import TemplateModel

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
# The value itself, and Argo's own object, can stand anywhere: what they mean is Argo's business.
_ANYWHERE = ("value", "valueFrom")
_ALL = ("path", "result", "returned", "parameter", "expression", "json_path", "jq_filter", "supplied", *_ANYWHERE)


def find_sources(body: str) -> frozenset[str]:
    """The sources that an output of the body may have."""
    return _SOURCES.get(body, _OF_CONTAINERS)


def check_outputs(draft: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report outputs whose source the body does not have, and what cannot be said of one."""
    fitting = find_sources(draft.body)
    for name, written in draft.outputs.items():
        full = spell_out(draft, written)
        path = draft.path_of_output(name)
        source = next(key for key in _ALL if key in full)
        if source not in fitting and source not in _ANYWHERE:
            what = "from nowhere" if source == "returned" else f"from '{source}'"
            message = f"an output of {draft.body} cannot come {what}"
            collector.error("does-not-fit", message, path, f"it can come from {' or '.join(sorted(fitting))}")
        for key in ("default", "global_name"):
            if source == "result" and key in full:
                message = f"'{key}' cannot be given for what a step prints: Argo keeps it under its own name"
                collector.error("does-not-fit", message, (*path, key), "write the value to a file: path", key=True)
