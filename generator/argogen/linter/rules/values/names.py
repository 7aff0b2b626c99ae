"""Names of objects and templates (validate.go; Kubernetes' object names)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from argogen.context import Template
from argogen.diagnostics import Severity
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

_LONGEST: Mapping[str, int] = {
    "Workflow": 63,
    "WorkflowTemplate": 63,
    "ClusterWorkflowTemplate": 63,
    "CronWorkflow": 52,
    "WorkflowEventBinding": 253,
}
_LONGEST_TEMPLATE = 128
_OBJECT_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")


def find_bad_names(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid names of the object and its templates, and duplicates."""
    yield from _object_name(subject)
    first: dict[str | None, Template] = {}
    for template in subject.context.templates:
        if template.name in first:
            message = f"two templates are called '{template.name}'"
            yield RuleDiagnostic("duplicate-name", message, template.origin, "give one of them another name")
        first.setdefault(template.name, template)
    for template in subject.context.templates:
        yield from _check_template_name(template)


def _check_template_name(template: Template) -> Iterator[RuleDiagnostic]:
    """Report long names, and capital letters, which the names of pods cannot have."""
    name = template.name or ""
    if len(name) > _LONGEST_TEMPLATE:
        message = f"the name has {len(name)} characters; Argo takes {_LONGEST_TEMPLATE} for a template"
        yield RuleDiagnostic("bad-name", message, template.origin, "shorten it", key=True)
    elif name != name.lower() and not (template.steps or template.tasks):
        message = f"the name of a pod has '{name}' in it, and Kubernetes takes no capital letters there"
        yield RuleDiagnostic(
            "bad-name", message, template.origin, f"write {name.lower()}", key=True, severity=Severity.WARNING
        )


def _object_name(subject: Subject) -> Iterator[RuleDiagnostic]:
    workflow = subject.workflow
    name, longest = workflow.metadata.name, _LONGEST[workflow.kind]
    path = workflow.metadata.origin
    if isinstance(name, str) and len(name) > longest:
        message = f"the name has {len(name)} characters; Argo takes {longest} for a {workflow.kind}"
        yield RuleDiagnostic("bad-name", message, path, "shorten it")
    for text in (name, workflow.metadata.generate_name):
        if isinstance(text, str) and "{{" not in text and not _OBJECT_NAME.fullmatch(text.rstrip("-") or "-"):
            hint = "use lower-case letters, digits, dashes and dots"
            yield RuleDiagnostic("bad-name", f"Kubernetes takes no object called '{text}'", path, hint)
