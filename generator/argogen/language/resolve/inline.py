"""Templates that their calls hold: what Argo fills into the holder, it fills into them too."""

from __future__ import annotations

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.drafts import CallModel, TemplateModel


def check_inline(call: CallModel, collector: DiagnosticCollector) -> None:
    """Report a call that holds a template with inputs in a loop, or with an input that the holder has as well."""
    draft = call.target
    if not call.is_inline or not isinstance(draft, TemplateModel):
        return
    if draft in draft.find_holders():
        message = "a template cannot be put inside of itself"
        collector.error("inline-loop", message, (*call.path, "inline"), "take inline out", key=True)
        return
    report = collector.warning if collector.is_argos else collector.error
    if call.loop is not None and (draft.inputs or any(source.kind == "parameters" for source in draft.plumbed)):
        message, hint = "a loop cannot hold a template that has inputs", "take inline out: the template gets a name"
        report("inline-loop", message, (*call.path, "inline"), hint, key=True)
    for name in draft.inputs:
        if name in call.owner.inputs:
            message = f"the template around this one has an input '{name}' too, and Argo would put that in"
            report("inline-input", message, (*call.path, "with", name), "choose another name", key=True)
