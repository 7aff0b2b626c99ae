"""Which outputs a body can have: a file's text, what is printed, what a person supplies, or what its steps gave."""

from __future__ import annotations

from collections.abc import Mapping

from argogen.normalize.drafts import Draft
from argogen.normalize.findings import Findings
from argogen.normalize.parameters import spell_out

_OF_STEPS = frozenset({"parameter", "expression"})
_SOURCES: Mapping[str, frozenset[str]] = {
    "suspend": frozenset({"supplied"}),
    "steps": _OF_STEPS,
    "tasks": _OF_STEPS,
    "use": _OF_STEPS,
}
_OF_CONTAINERS = frozenset({"path", "result"})
_ALL = ("path", "result", "parameter", "expression", "supplied")


def check_outputs(draft: Draft, findings: Findings) -> None:
    """Report outputs whose source the body does not have, and what cannot be said of one."""
    fitting = _SOURCES.get(draft.body, _OF_CONTAINERS)
    for name, written in draft.outputs.items():
        full = spell_out(draft, written)
        path = (*draft.path, "outputs", name)
        source = next(key for key in _ALL if key in full)
        if source not in fitting:
            message = f"an output of {draft.body} cannot come from '{source}'"
            findings.error("does-not-fit", message, path, f"it can come from {' or '.join(sorted(fitting))}")
        for key in ("default", "global_name"):
            if source == "result" and key in full:
                message = f"'{key}' cannot be given for what a step prints: Argo keeps it under its own name"
                findings.error("does-not-fit", message, (*path, key), "write the value to a file: path", key=True)
