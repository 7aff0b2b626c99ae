"""Check the values, defaults and sources of parameters, of which Argo uses only one (workflow/common/util.go)."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.context import Output, Parameter, Template
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic


def find_ignored_values(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report defaults that have no effect beside a value, and values without effect beside a source."""
    for parameter in subject.workflow.arguments:
        yield from _check(parameter, is_input=False)
    for template in subject.all_templates:
        supplied = list_supplied(template)
        for parameter in template.inputs:
            if parameter.name not in supplied:
                yield from _check(parameter, is_input=True)
        for output in template.outputs:
            yield from _check_output(output)
    for site in subject.callers:
        for argument in site.call.arguments:
            yield from _check(argument, is_input=False)


def list_supplied(template: Template) -> frozenset[str]:
    """Return the outputs that someone supplies: Argo uses the default of the input with the same name for them."""
    if template.suspend is None:
        return frozenset()
    return frozenset(output.name for output in template.outputs if output.value is None)


def _check(parameter: Parameter, *, is_input: bool) -> Iterator[RuleDiagnostic]:
    value, default = parameter.value, parameter.default
    if value is not None and default is not None and value != default:
        message = f"the default of '{parameter.name}' has no effect: its value is '{value}'"
        yield _ignore(message, "default", default, parameter)
    if value is not None and (parameter.value_from or {}).get("configMapKeyRef"):
        winner, ignored = ("valueFrom", "value") if is_input else ("value", "valueFrom")
        message = f"'{ignored}' of '{parameter.name}' has no effect: '{winner}' takes precedence"
        yield _ignore(message, ignored, value if is_input else "", parameter)


def _check_output(output: Output) -> Iterator[RuleDiagnostic]:
    """Report a default outside of the source, which Argo reads only for global outputs."""
    if output.fallback is not None and output.value is None and output.global_name is None:
        message = f"the default of output '{output.name}' has no effect: Argo reads the default of 'valueFrom'"
        hint = f"use valueFrom: {{default: {output.fallback}, …}}"
        yield RuleDiagnostic(
            "ignored-value", message, output.origin, hint, "default", output.fallback, below=("default",)
        )


def _ignore(message: str, field: str, text: str, parameter: Parameter) -> RuleDiagnostic:
    hint, below = f"remove '{field}'", (field,)
    return RuleDiagnostic("ignored-value", message, parameter.origin, hint, field, text, below=below)
