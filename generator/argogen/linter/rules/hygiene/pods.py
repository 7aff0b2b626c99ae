"""Pods without limits, with the default service account, or possibly as root."""

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
            message = f"{container.name} has no limit of {' and '.join(missing)}"
            hint = "add resources: {limits: {memory: 1Gi, cpu: 500m}}"
            yield RuleDiagnostic("no-limits", message, container.origin, hint)


def find_default_accounts(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report workflows without a service account of their own."""
    if subject.is_library or fields_of(subject.workflow).get("serviceAccountName"):
        return
    message = "it runs with the namespace's default service account"
    yield RuleDiagnostic("default-account", message, subject.workflow.origin, "add service_account:")


def find_possible_root_users(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report containers that run as root if their image does."""
    shared = mapping_in(fields_of(subject.workflow), "securityContext")
    for container in subject.containers:
        own = container.fields.get("securityContext") or {}
        pod = mapping_in(fields_of(container.template), "securityContext") or shared
        if not any(context.get("runAsNonRoot") or context.get("runAsUser") for context in (own, pod)):
            message = f"{container.name} runs as root if its image says so"
            yield RuleDiagnostic("may-be-root", message, container.origin, "add security_context: {runAsNonRoot: true}")
