"""Values of steps, tasks and the template itself, and of the time of creation."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.variables import list_names
from argogen.context import Call
from argogen.diagnostics import Severity
from argogen.linter.model.nodes import is_loop
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import VariableUse, uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import suggest

_OUTPUTS = (*list_names("steps", "*", "outputs"), "exitCode")
# Of the time at which a workflow was made, the forms that have a name; each other is one letter of strftime's.
_TIMES = list_names("workflow", "creationTimestamp")


def check_step_values(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report tags that name a step without a value, an output without its name, or an artifact in a text."""
    for text in subject.texts:
        for use in uses_in(text):
            root = use.parts[0]
            if root in ("steps", "tasks") and text.template is not None and text.role is not TextRole.TEMPLATE:
                producer = subject.calls(text.template).get(use.parts[1]) if len(use.parts) > 1 else None
                if producer is not None:
                    yield from _check_step(use, producer.call, text)
            elif text.role is TextRole.TEMPLATE and text.template is not None:
                yield from _check_own(use, text)
            if use.parts[:2] == ("workflow", "creationTimestamp"):
                yield from _check_time(use)


def _check_step(use: VariableUse, producer: Call, text: TaggedText) -> Iterator[RuleDiagnostic]:
    rest = use.parts[2:]
    if not rest and not use.in_expression:
        message = f"this names '{producer.name}', and nothing that it gives"
        yield use.diagnose("unknown-output", message, f"such as {'.'.join(use.parts)}.outputs.result", use.severity)
    elif rest[:1] == ("outputs",) and len(rest) > 1:
        yield from _check_output(use, producer, rest[1:], text)


def _check_output(
    use: VariableUse, producer: Call, rest: tuple[str, ...], text: TaggedText
) -> Iterator[RuleDiagnostic]:
    if rest[0] not in _OUTPUTS:
        hint = suggest(rest[0], _OUTPUTS, "outputs are result, parameters.NAME and artifacts.NAME")
        yield use.diagnose("unknown-output", f"outputs have no '{rest[0]}'", hint, use.severity)
    elif rest == ("parameters",) and not is_loop(producer) and not use.in_expression:
        message = "only a loop gives all its outputs at once"
        yield use.diagnose("unknown-output", message, f"name one: {'.'.join(use.parts)}.NAME", use.severity)
    elif rest[0] == "artifacts" and "artifact" not in text.field and not use.in_expression:
        message = "an artifact is a file, which cannot become text"
        hint = "pass it as an artifact, or declare an output parameter"
        yield use.diagnose("wrong-kind", message, hint, use.severity)


def _check_own(use: VariableUse, text: TaggedText) -> Iterator[RuleDiagnostic]:
    """Report a template's use of its own result or artifacts in a text; metrics see its outputs."""
    is_metric = text.field in ("settings", "raw")
    if use.parts == ("outputs", "result") and not is_metric:
        message = "the result is there when this has ended"
        yield use.diagnose("not-yet-run", message, "use it in the steps that come after", Severity.WARNING)
    elif use.parts[:2] == ("inputs", "artifacts") and len(use.parts) == 3 and _is_pod(text):
        message = "this is the artifact itself, which cannot become text"
        yield use.diagnose("wrong-kind", message, f"write {'.'.join(use.parts)}.path", Severity.WARNING)


def _is_pod(text: TaggedText) -> bool:
    return text.template is not None and text.template.container is not None and "artifact" not in text.field


def _check_time(use: VariableUse) -> Iterator[RuleDiagnostic]:
    rest = use.parts[2:]
    if rest and (len(rest) > 1 or (rest[0] not in _TIMES and len(rest[0]) != 1)):
        message = f"Argo does not give the time as '{'.'.join(rest)}', and leaves this tag as it is"
        hint = "write .RFC3339, .s, or one letter of strftime's: .Y, .m, .d, .H, .M, .S"
        yield use.diagnose("unknown-tag-name", message, hint, Severity.WARNING)
