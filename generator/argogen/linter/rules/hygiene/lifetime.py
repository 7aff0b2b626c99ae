"""Check how long workflows run, and how long workflows, pods and logs are kept."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.linter.model.nodes import fields_of, mapping_in
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic


def find_missing_deadlines(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report workflows that may run forever."""
    if subject.is_library or "activeDeadlineSeconds" in fields_of(subject.workflow):
        return
    if not all("activeDeadlineSeconds" in fields_of(it) for it in subject.all_templates if it.container is not None):
        hint = subject.suggest_field("deadline: 1d", "activeDeadlineSeconds: 86400")
        yield RuleDiagnostic("missing-deadline", "workflow has no deadline", subject.workflow.origin, hint)


def find_missing_cleanup(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report completed pods and workflows that are never deleted, and logs that are deleted with their pods."""
    if subject.is_library:
        return
    settings, origin = fields_of(subject.workflow), subject.workflow.origin
    if "podGC" not in settings:
        hint = subject.suggest_field("pod_gc: OnPodCompletion", "podGC: {strategy: OnPodCompletion}")
        yield RuleDiagnostic("missing-pod-gc", "completed pods of this workflow are not deleted", origin, hint)
    if "ttlStrategy" not in settings:
        hint = subject.suggest_field("ttl: 7d", "ttlStrategy: {secondsAfterCompletion: 604800}")
        yield RuleDiagnostic("missing-ttl", "completed workflow is not deleted", origin, hint)
    strategy = mapping_in(settings, "podGC").get("strategy")
    if str(strategy).startswith("OnPod") and not settings.get("archiveLogs"):
        field = subject.suggest_field("archive_logs: true", "archiveLogs: true")
        hint = f"{field}, and configure an artifact repository"
        yield RuleDiagnostic("unarchived-logs", "logs are deleted with the pods", origin, hint, "podGC")
