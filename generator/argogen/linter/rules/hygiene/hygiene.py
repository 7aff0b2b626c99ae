"""What a workflow can do without, until the day on which it cannot. Asked only if selected."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.linter.model.nodes import fields_of
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic


def find_missing_limits(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Containers that may take all that their node has."""
    for container in subject.containers:
        limits = (container.fields.get("resources") or {}).get("limits") or {}
        missing = [resource for resource in ("memory", "cpu") if resource not in limits]
        if missing:
            message = f"{container.name} has no limit of {' and '.join(missing)}"
            hint = "add resources: {limits: {memory: 1Gi, cpu: 500m}}"
            yield RuleDiagnostic("no-limits", message, container.origin, hint)


def find_missing_deadlines(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Workflows that may run for ever."""
    if subject.is_library or "activeDeadlineSeconds" in fields_of(subject.workflow):
        return
    if not all("activeDeadlineSeconds" in fields_of(it) for it in subject.all_templates if it.container is not None):
        message = "nothing ends this if it hangs"
        yield RuleDiagnostic("no-deadline", message, subject.workflow.origin, "add deadline: 1d")


def find_missing_cleanup(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Pods and workflows that stay in the cluster for ever."""
    if subject.is_library:
        return
    settings, origin = fields_of(subject.workflow), subject.workflow.origin
    if "podGC" not in settings:
        yield RuleDiagnostic("no-pod-gc", "its pods stay when they have ended", origin, "add pod_gc: OnPodCompletion")
    if "ttlStrategy" not in settings:
        yield RuleDiagnostic("no-ttl", "it stays in the cluster when it has ended", origin, "add ttl: 7d")
    strategy = (settings.get("podGC") or {}).get("strategy", "")
    if strategy.startswith("OnPod") and not settings.get("archiveLogs"):
        message = "the pods take their logs with them"
        yield RuleDiagnostic(
            "lost-logs", message, origin, "add archive_logs: true, and have an artifact repository", "podGC"
        )


def find_default_accounts(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Workflows that run with the rights that everything else in the namespace has."""
    if subject.is_library or fields_of(subject.workflow).get("serviceAccountName"):
        return
    message = "it runs with the namespace's default service account"
    yield RuleDiagnostic("default-account", message, subject.workflow.origin, "add service_account:")


def find_possible_root_users(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Containers that run as root if their image says so."""
    shared = fields_of(subject.workflow).get("securityContext") or {}
    for container in subject.containers:
        own = container.fields.get("securityContext") or {}
        pod = fields_of(container.template).get("securityContext") or shared
        if not any(context.get("runAsNonRoot") or context.get("runAsUser") for context in (own, pod)):
            message = f"{container.name} runs as root if its image says so"
            yield RuleDiagnostic("may-be-root", message, container.origin, "add security_context: {runAsNonRoot: true}")
