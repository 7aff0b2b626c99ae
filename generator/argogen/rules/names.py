"""Names that Argo or Kubernetes would refuse (validate.go; Kubernetes' object names)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from argogen.context import Template
from argogen.rules.finding import Finding
from argogen.rules.subject import Subject

_LONGEST: Mapping[str, int] = {
    "Workflow": 63,
    "WorkflowTemplate": 63,
    "ClusterWorkflowTemplate": 63,
    "CronWorkflow": 52,
    "WorkflowEventBinding": 253,
}
_OBJECT_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")


def find_bad_names(subject: Subject) -> Iterator[Finding]:
    """The object's own name, and template names that stand twice."""
    yield from _object_name(subject)
    first: dict[str | None, Template] = {}
    for template in subject.context.templates:
        if template.name in first:
            message = f"two templates are called '{template.name}'"
            yield Finding("duplicate-name", message, template.origin, "give one of them another name")
        first.setdefault(template.name, template)


def _object_name(subject: Subject) -> Iterator[Finding]:
    workflow = subject.workflow
    name, longest = workflow.metadata.name, _LONGEST[workflow.kind]
    path = workflow.metadata.origin
    if name is not None and len(name) > longest:
        message = f"the name has {len(name)} characters; Argo takes {longest} for a {workflow.kind}"
        yield Finding("bad-name", message, path, "shorten it")
    for text in (name, workflow.metadata.generate_name):
        if text is not None and "{{" not in text and not _OBJECT_NAME.fullmatch(text.rstrip("-") or "-"):
            hint = "use lower-case letters, digits, dashes and dots"
            yield Finding("bad-name", f"Kubernetes takes no object called '{text}'", path, hint)
