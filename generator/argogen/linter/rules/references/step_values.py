"""Check references to values of steps, tasks and the template itself, and to the creation time."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.variables import list_names
from argogen.context import Call
from argogen.diagnostics import Severity
from argogen.linter.model.nodes import is_loop
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import VariableUse
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.references.globals import SCHEDULED_TIME
from argogen.suggestions import suggest

_OUTPUTS = list_names("steps", "*", "outputs")
# The named formats of the creation time; all others are single letters of strftime.
_TIME = ("workflow", "creationTimestamp")
_TIMES = list_names(*_TIME)
_SCHEDULED = ("workflow", "scheduledTime")
_ROOTS = ("steps", "tasks")


def check_step_values(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report references to a step without a value, to unnamed outputs, and to artifacts in strings."""
    for use in subject.uses:
        root, text = use.parts[0], use.text
        if root in _ROOTS and text.template is not None and text.role is not TextRole.TEMPLATE:
            producer = subject.calls(text.template).get(use.parts[1]) if len(use.parts) > 1 else None
            if producer is not None:
                yield from _check_step(use, producer.call, text)
        elif text.role is TextRole.TEMPLATE and text.template is not None:
            yield from _check_own(use, text)
        if use.parts[:2] == _TIME:
            yield from _check_time(use)
        elif use.parts == _SCHEDULED and not use.in_expression and _is_unscheduled(subject):
            message = "a Workflow has no 'workflow.scheduledTime': Argo leaves this tag unresolved"
            hint = "use workflow.creationTimestamp, or a CronWorkflow"
            yield use.diagnose("unknown-tag-variable", message, hint, Severity.WARNING)


def _is_unscheduled(subject: Subject) -> bool:
    """Return whether no CronWorkflow starts the workflow, and it does not have the annotation that one sets."""
    return subject.workflow.kind == "Workflow" and SCHEDULED_TIME not in (subject.workflow.metadata.annotations or {})


def _check_step(use: VariableUse, producer: Call, text: TaggedText) -> Iterator[RuleDiagnostic]:
    rest = use.parts[2:]
    if not rest and not use.in_expression:
        message = f"'{producer.name}' is a step or task, not a value"
        yield use.diagnose("unknown-output", message, f"use {'.'.join(use.parts)}.outputs.result", use.severity)
    elif rest[:1] == ("outputs",) and len(rest) > 1:
        yield from _check_output(use, producer, rest[1:], text)


def _check_output(
    use: VariableUse, producer: Call, rest: tuple[str, ...], text: TaggedText
) -> Iterator[RuleDiagnostic]:
    if rest[0] not in _OUTPUTS:
        hint = suggest(rest[0], _OUTPUTS, "use result, parameters.NAME or artifacts.NAME")
        if rest[0] == "exitCode":
            hint = f"use {use.parts[0]}.{producer.name}.exitCode"
        yield use.diagnose("unknown-output", f"unknown field '{rest[0]}' of 'outputs'", hint, use.severity)
    elif rest == ("parameters",) and not is_loop(producer) and not use.in_expression:
        message = f"missing name of an output parameter: '{producer.name}' is not a loop"
        yield use.diagnose("unknown-output", message, f"use {'.'.join(use.parts)}.NAME", use.severity)
    elif rest[0] == "artifacts" and "artifact" not in text.field and not use.in_expression:
        message = "cannot insert an artifact into a string"
        hint = "pass it as an input artifact, or declare an output parameter"
        yield use.diagnose("unsupported-reference", message, hint, use.severity)


def _check_own(use: VariableUse, text: TaggedText) -> Iterator[RuleDiagnostic]:
    """Report references of a template to its own result or artifacts in a string; metrics can use its outputs."""
    is_metric = text.field in ("settings", "raw")
    if use.parts == ("outputs", "result") and not is_metric:
        message = "'outputs.result' has no value before the template has completed"
        yield use.diagnose("output-not-yet-available", message, "use it in a later step", Severity.WARNING)
    elif use.parts[:2] == ("inputs", "artifacts") and len(use.parts) == 3 and _is_pod(text):
        message = "cannot insert an artifact into a string"
        yield use.diagnose("unsupported-reference", message, f"use {'.'.join(use.parts)}.path", Severity.WARNING)


def _is_pod(text: TaggedText) -> bool:
    return text.template is not None and text.template.container is not None and "artifact" not in text.field


def _check_time(use: VariableUse) -> Iterator[RuleDiagnostic]:
    rest = use.parts[2:]
    if rest and (len(rest) > 1 or (rest[0] not in _TIMES and len(rest[0]) != 1)):
        message = f"unknown format '{'.'.join(rest)}' of the creation time: Argo leaves this tag unresolved"
        hint = "use .RFC3339, .s or a letter of strftime: .Y, .m, .d, .H, .M, .S"
        yield use.diagnose("unknown-tag-variable", message, hint, Severity.WARNING)
