"""Workflows, pods and logs that stay too long, or not long enough."""

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
        message = "nothing ends this if it hangs"
        yield RuleDiagnostic("no-deadline", message, subject.workflow.origin, "add deadline: 1d")


def find_missing_cleanup(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report pods and workflows that stay in the cluster forever."""
    if subject.is_library:
        return
    settings, origin = fields_of(subject.workflow), subject.workflow.origin
    if "podGC" not in settings:
        yield RuleDiagnostic("no-pod-gc", "its pods stay when they have ended", origin, "add pod_gc: OnPodCompletion")
    if "ttlStrategy" not in settings:
        yield RuleDiagnostic("no-ttl", "it stays in the cluster when it has ended", origin, "add ttl: 7d")
    strategy = mapping_in(settings, "podGC").get("strategy")
    if str(strategy).startswith("OnPod") and not settings.get("archiveLogs"):
        message = "the pods take their logs with them"
        yield RuleDiagnostic(
            "lost-logs", message, origin, "add archive_logs: true, and have an artifact repository", "podGC"
        )
