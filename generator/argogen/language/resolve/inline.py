"""Templates that their calls hold: what Argo fills into the holder, it fills into them too."""

from __future__ import annotations

from argogen.language.findings import Findings
from argogen.language.model.drafts import Call, Draft


def check_inline(call: Call, findings: Findings) -> None:
    """Report a call that holds a template with inputs in a loop, or with an input that the holder has as well."""
    draft = call.target
    if not call.is_inline or not isinstance(draft, Draft):
        return
    if draft in draft.find_holders():
        message = "a template cannot be put inside of itself"
        findings.error("inline-loop", message, (*call.path, "inline"), "take inline out", key=True)
        return
    report = findings.warning if findings.is_argos else findings.error
    if call.loop is not None and (draft.inputs or any(source.kind == "parameters" for source in draft.plumbed)):
        message, hint = "a loop cannot hold a template that has inputs", "take inline out: the template gets a name"
        report("inline-loop", message, (*call.path, "inline"), hint, key=True)
    for name in draft.inputs:
        if name in call.owner.inputs:
            message = f"the template around this one has an input '{name}' too, and Argo would put that in"
            report("inline-input", message, (*call.path, "with", name), "choose another name", key=True)
