"""Fields on templates that do not support them."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.context import Template, Workflow
from argogen.linter.model.nodes import fields_of
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

_OF_LEAVES = ("activeDeadlineSeconds", "timeout", "pendingTimeout")


def find_misplaced_fields(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report deadlines of steps and tasks, and parallelism of a leaf or of zero (validate.go; the CRDs of 4.0)."""
    for template in subject.all_templates:
        fields = fields_of(template)
        if template.steps or template.tasks:
            for field in (field for field in _OF_LEAVES if fields.get(field) is not None):
                message = (
                    f"Argo takes '{field}' for what runs in a pod, not for {'tasks' if template.tasks else 'steps'}"
                )
                hint = "set it on the templates that are called, or activeDeadlineSeconds on the workflow"
                yield _on(field, "misplaced-field", message, hint, template)
        elif fields.get("parallelism") is not None:
            message = f"Argo takes 'parallelism' for steps and tasks, not for {template.construct}"
            yield _on("parallelism", "misplaced-field", message, "set it on the template that calls this one", template)
    for node in subject.nodes:
        parallelism = fields_of(node).get("parallelism")
        if isinstance(parallelism, int) and not isinstance(parallelism, bool) and parallelism < 1:
            message = f"with a parallelism of {parallelism} nothing ever starts"
            yield _on("parallelism", "no-time", message, "write 1 or more, or take it out", node)


def _on(field: str, rule: str, message: str, hint: str, node: Workflow | Template) -> RuleDiagnostic:
    return RuleDiagnostic(rule, message, node.origin, hint, field, key=True, below=(field,))
