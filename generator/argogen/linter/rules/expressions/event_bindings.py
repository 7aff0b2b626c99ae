"""Check WorkflowEventBindings: Argo submits no workflow if one of their expressions fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from argogen.context import Parameter
from argogen.late import import_late
from argogen.linter.model.subject import BINDING, Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.emitter.scalars import write_item

if TYPE_CHECKING:
    from argogen.linter.rules.expressions import binding_expressions
    from argogen.yaml.document import Document
else:
    binding_expressions = import_late("argogen.linter.rules.expressions.binding_expressions")

METADATA_FIELDS = ("name", "generateName", "labels", "annotations")


def check_event_bindings(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid expressions of a WorkflowEventBinding, and parameters and fields that Argo does not evaluate."""
    workflow = subject.workflow
    if workflow.kind != BINDING:
        return
    if workflow.workflow_template_ref is None and not _may_submit(subject.document):
        message = f"{BINDING} without '{subject.phrase('use', 'submit')}': its events start no workflow"
        hint = f"add '{subject.phrase('use', 'submit')}'"
        yield RuleDiagnostic("ineffective-setting", message, workflow.origin, hint, "event", key=True)
    yield from binding_expressions.check_binding_expressions(subject)
    for parameter in workflow.arguments:
        if not (parameter.value_from or {}).get("event"):
            yield _report_missing_event(parameter)
    yield from _find_ignored(subject)


def _may_submit(document: Document | None) -> bool:
    """Return whether the lines of a manifest may contain 'submit', which is removed if it has errors."""
    if document is None or not document.is_translated:
        return False
    return any("submit" in document.source.line(number) for number in document.lines(()))


def _report_missing_event(parameter: Parameter) -> RuleDiagnostic:
    source = parameter.value_from or {}
    constant = next((text for text in (parameter.value, parameter.default, source.get("default")) if text), None)
    expression = f"payload.{parameter.name}" if constant is None else json.dumps(constant, ensure_ascii=False)
    event = f"event: {write_item(str(source.get('expression') or expression))}"
    message = f"parameter '{parameter.name}' of a {BINDING} has no 'event' expression"
    hint = f"write valueFrom: {{{event}}}" if parameter.value is not None else f"write {event}"
    return RuleDiagnostic("invalid-expression", message, parameter.origin, hint)


def _find_ignored(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report fields that Argo does not pass on to the submitted workflow."""
    workflow = subject.workflow
    for artifact in workflow.artifacts:
        message = f"artifact '{artifact.name}' has no effect: a {BINDING} passes only parameters"
        yield RuleDiagnostic("ineffective-setting", message, artifact.origin, "remove it")
    for field in workflow.submit_metadata or {}:
        if field not in METADATA_FIELDS:
            message = f"'{field}' has no effect in the metadata of a {BINDING}"
            hint = f"use one of {', '.join(METADATA_FIELDS)}"
            below = ("submit_metadata", field)
            yield RuleDiagnostic("ineffective-setting", message, workflow.origin, hint, below=below, key=True)
