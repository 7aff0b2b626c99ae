"""Templates that their calls hold: what Argo fills into the holder, it fills into them too."""

from __future__ import annotations

from argogen.normalize.drafts import Draft
from argogen.normalize.findings import Findings


def check_inline(draft: Draft, findings: Findings) -> None:
    """Report an inline template with inputs in a loop, or with an input that its holder has as well."""
    caller = draft.caller
    if not draft.data.get("inline") or caller is None:
        return
    path = (*draft.path, "inline")
    if caller.loop is not None and (draft.inputs or any(source.kind == "parameters" for source in draft.plumbed)):
        message = "a loop cannot hold a template that has inputs"
        findings.error("inline-loop", message, path, "take inline out: the template gets a name", key=True)
    for name in draft.inputs:
        if name in caller.owner.inputs:
            message = f"the template around this one has an input '{name}' too, and Argo would put that in"
            findings.error("inline-input", message, (*draft.path, "with", name), "choose another name", key=True)
