"""Check that global outputs are exported before they are used."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.diagnostics import Severity
from argogen.linter.model.flow.exports import Exports, list_exported
from argogen.linter.model.nodes import CallSite
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import VariableUse
from argogen.linter.rule_diagnostic import RuleDiagnostic

_KINDS = ("parameters", "artifacts")


def check_global_order(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report uses of global outputs in steps and templates that run before all exports of them.

    A workflow that calls a template of a library may have exported the output before.
    """
    severity = Severity.WARNING if subject.is_library else None
    yield from (each._replace(severity=severity or each.severity) for each in _find_early(subject))


def _find_early(subject: Subject) -> Iterator[RuleDiagnostic]:
    uses = [use for use in subject.uses if _is_global(use)]
    workflow = subject.workflow
    is_called = subject.is_library and workflow.entrypoint is None
    if not uses or is_called or workflow.workflow_template_ref is not None:
        return
    exported = {name for template in subject.all_templates for name in list_exported(template)}
    if any("{{" in name for name in exported):
        return
    exports = Exports(subject)
    for use in uses:
        name = use.parts[3]
        if name in exported and not use.is_guarded:
            if not _is_possible(use.text, name, subject, exports):
                yield _report(use, name, subject, exports)
            else:
                yield from _check_callers(use, name, exports)


def _check_callers(use: VariableUse, name: str, exports: Exports) -> Iterator[RuleDiagnostic]:
    """Report a use in a template that some step or task calls too early."""
    template = use.text.template
    if use.text.role is not TextRole.TEMPLATE or template is None or _is_read_at_end(use.text):
        return
    if (site := exports.find_early(template, name)) is not None:
        message = f"global output '{name}' is not available if '{site.call.name}' calls this template"
        hint = f"call it with '{site.call.name}' only after the export"
        yield use.diagnose("output-not-yet-available", message, hint, Severity.WARNING)


def _is_read_at_end(text: TaggedText) -> bool:
    return text.role is TextRole.OUTPUT or text.field in ("settings", "raw", "outputs", "output_artifacts")


def _is_global(use: VariableUse) -> bool:
    return use.parts[:2] == ("workflow", "outputs") and len(use.parts) > 3 and use.parts[2] in _KINDS


def _is_possible(text: TaggedText, name: str, subject: Subject, exports: Exports) -> bool:
    """Return whether a global output may have been exported when Argo resolves a string."""
    if text.template is None:
        return True
    if text.call is None:
        find = exports.is_possible_at_end if _is_read_at_end(text) else exports.is_possible_in
        return find(text.template, name)
    site = subject.calls(text.template)[text.call.name]
    return exports.is_possible_after(site, name) if text.hook is not None else exports.is_possible_before(site, name)


def _report(use: VariableUse, name: str, subject: Subject, exports: Exports) -> RuleDiagnostic:
    message = f"global output '{name}' is not available: no step or task before this one exports it"
    hint, severity = "use it in a later step, or in a task that depends on the export", use.severity
    exporter = _find_exporter(use.text, name, exports)
    if exporter is not None:
        message = f"global output '{name}' is not available: '{exporter.call.name}' exports it"
        if exporter.template.tasks and use.text.call is not None:
            message += f", and '{use.text.call.name}' has no dependency on it"
            is_before = subject.index(exporter.template).waits_for(exporter.call.name, use.text.call.name)
            name = exporter.call.name
            hint = f"use it in a task after '{name}'" if is_before else f"add a dependency on '{name}'"
            severity = severity if is_before else Severity.WARNING
        else:
            message += " at the same time or later"
            hint = f"move '{exporter.call.name}' before this step"
    return use.diagnose("output-not-yet-available", message, hint, severity)


def _find_exporter(text: TaggedText, name: str, exports: Exports) -> CallSite | None:
    """Return the step or task beside that of the string that exports a global output."""
    if text.call is None or text.template is None:
        return None
    return exports.find_exporter(text.template, name)
