"""Check for fields on templates that do not support them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from argogen.context import Output, Parameter, Template, Workflow
from argogen.diagnostics import Severity
from argogen.linter.model.nodes import fields_of
from argogen.linter.model.subject import BINDING, Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

# The sources of output parameters that Argo reads, by the construct of the template.
_SOURCES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("container", "script", "container-set", "python", "notebook"), ("path",)),
    **dict.fromkeys(("steps", "dag"), ("parameter", "expression")),
    "resource": ("jsonPath", "jqFilter"),
    "suspend": ("supplied",),
    "http": (),
}
_ALL_SOURCES = frozenset({"path", "parameter", "expression", "jsonPath", "jqFilter", "supplied"})
# The constructs for which Argo accepts any source, and never sets the output.
_UNCHECKED = frozenset({"suspend", "http"})
# The sources of an argument of the workflow, and those that only outputs have.
_OF_ARGUMENTS = ("configMapKeyRef", "supplied", "event")
_OF_OUTPUTS = ("path", "jsonPath", "parameter", "expression", "jqFilter")
_TIMEOUTS = ("timeout", "pendingTimeout")
_OF_LEAVES = ("activeDeadlineSeconds", *_TIMEOUTS)


def find_misplaced_sources(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report sources that the parameters of the workflow cannot have."""
    for argument in subject.workflow.arguments if subject.workflow.kind != BINDING else ():
        if argument.value_from is not None:
            yield from _check_argument(argument)


def find_misplaced_fields(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report unsupported deadlines and parallelism, and parallelism of zero (validate.go; CRDs of 4.0)."""
    for template in subject.all_templates:
        if template.steps or template.tasks:
            yield from _check_composite(template)
        else:
            yield from _check_leaf(template)
        for output in template.outputs:
            yield from _check_source(output, template)
    for node in subject.nodes:
        parallelism = fields_of(node).get("parallelism")
        if isinstance(parallelism, int) and not isinstance(parallelism, bool) and parallelism < 1:
            message = f"'parallelism' must be at least 1, got {parallelism}"
            yield _on("parallelism", "zero-limit", message, "use 1 or more, or remove it", node)


def _check_composite(template: Template) -> Iterator[RuleDiagnostic]:
    fields, construct = fields_of(template), "tasks" if template.tasks else "steps"
    for field in (field for field in _OF_LEAVES if fields.get(field) is not None):
        message = f"'{field}' is not supported for {construct}, only for templates that run in a pod"
        hint = "set it on the called templates, or set a deadline on the workflow"
        yield _on(field, "misplaced-field", message, hint, template)
    yield from _check_outputs(template)


def _check_leaf(template: Template) -> Iterator[RuleDiagnostic]:
    """Report parallelism, and timeouts of a suspend template, which Argo refuses as it does those of steps."""
    fields = fields_of(template)
    if fields.get("parallelism") is not None:
        message = f"'parallelism' is only supported for steps and tasks, not for {template.construct}"
        yield _on("parallelism", "misplaced-field", message, "set it on the calling template", template)
    for field in (field for field in _TIMEOUTS if template.suspend is not None and fields.get(field)):
        hint = "use 'duration' of 'suspend', after which the workflow continues, or set a deadline on the workflow"
        yield _on(field, "misplaced-field", f"'{field}' is not supported for suspend", hint, template)


def _check_argument(argument: Parameter) -> Iterator[RuleDiagnostic]:
    """Report a source that an argument of the workflow cannot have (validate.go, validateArgumentsValues)."""
    given = argument.value_from or {}
    wrong = next((field for field in _OF_OUTPUTS if given.get(field)), None)
    if wrong is not None or not any(given.get(field) is not None for field in _OF_ARGUMENTS):
        what = f"'{wrong}'" if wrong else "'valueFrom' without a source"
        message = f"{what} is not supported for parameter '{argument.name}' of the workflow"
        hint = "use 'configMapKeyRef' or 'supplied', or 'value'"
        below = ("valueFrom", wrong) if wrong else ("valueFrom",)
        yield RuleDiagnostic("misplaced-field", message, argument.origin, hint, "valueFrom", key=True, below=below)


def _check_outputs(template: Template) -> Iterator[RuleDiagnostic]:
    """Report outputs of steps and tasks with a value: "output parameters must have a valueFrom" (operator.go)."""
    for output in template.outputs:
        if output.value is not None:
            message = f"'value' is not supported for output '{output.name}' of steps or tasks"
            hint = "use 'valueFrom' with an 'expression'"
            yield RuleDiagnostic("misplaced-field", message, output.origin or template.origin, hint, "value", key=True)


def _check_source(output: Output, template: Template) -> Iterator[RuleDiagnostic]:
    """Report a source that Argo does not read for this kind of template (validate.go, validateOutputs)."""
    expected = _SOURCES.get(template.construct)
    kinds = [kind for kind in output.value_from or () if kind in _ALL_SOURCES]
    if expected is None or not kinds or any(kind in expected for kind in kinds):
        return
    message = f"'{kinds[0]}' of output '{output.name}' is not supported for {template.construct}"
    hint = f"use {' or '.join(map(repr, expected))}" if expected else "use the result of the step"
    severity = Severity.WARNING if template.construct in _UNCHECKED else None
    below = ("valueFrom", kinds[0])
    yield RuleDiagnostic(
        "misplaced-field", message, output.origin, hint, kinds[0], key=True, severity=severity, below=below
    )


def _on(field: str, rule: str, message: str, hint: str, node: Workflow | Template) -> RuleDiagnostic:
    return RuleDiagnostic(rule, message, node.origin, hint, field, key=True, below=(field,))
