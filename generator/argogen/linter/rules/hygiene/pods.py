"""Check resource limits, service accounts and users of pods."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.linter.model.nodes import fields_of, mapping_in
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic


def find_missing_limits(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report containers without resource limits."""
    for container in subject.containers:
        limits = (container.fields.get("resources") or {}).get("limits") or {}
        missing = [resource for resource in ("memory", "cpu") if resource not in limits]
        if missing:
            message = f"{container.name} has no {' and '.join(missing)} limit"
            hint = "add resources: {limits: {memory: 1Gi, cpu: 500m}}"
            yield RuleDiagnostic("missing-resource-limits", message, container.origin, hint)


def find_default_accounts(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report workflows that use the default service account."""
    if subject.is_library or fields_of(subject.workflow).get("serviceAccountName"):
        return
    message = "workflow uses the default service account of its namespace"
    hint = subject.suggest_field("service_account: NAME", "serviceAccountName: NAME")
    yield RuleDiagnostic("default-service-account", message, subject.workflow.origin, hint)


def find_possible_root_users(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report containers that run as the default user of their image, which may be root."""
    shared = mapping_in(fields_of(subject.workflow), "securityContext")
    for container in subject.containers:
        own = container.fields.get("securityContext") or {}
        pod = mapping_in(fields_of(container.template), "securityContext") or shared
        if not any(context.get("runAsNonRoot") or context.get("runAsUser") for context in (own, pod)):
            message = f"{container.name} runs as root if this is the default user of its image"
            hint = f"add '{subject.phrase('security_context', 'securityContext')}: {{runAsNonRoot: true}}'"
            yield RuleDiagnostic("possible-root-user", message, container.origin, hint)
