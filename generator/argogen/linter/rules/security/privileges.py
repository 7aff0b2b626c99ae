"""Containers with the privileges of their node, or of root."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.nodes import fields_of, mapping_in
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

_POWERS = ("SYS_ADMIN", "ALL", "NET_ADMIN", "SYS_PTRACE", "SYS_MODULE", "DAC_READ_SEARCH")


def find_privileges(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report privileged containers, and those that run as root."""
    for container in subject.containers:
        context = container.fields.get("securityContext") or {}
        yield from _check_context(context, container)
    for template in subject.all_templates:
        yield from _check_user(mapping_in(fields_of(template), "securityContext"), template.origin, "")
    settings = fields_of(subject.workflow)
    yield from _check_user(mapping_in(settings, "securityContext"), subject.workflow.origin, "")
    if settings.get("hostNetwork"):
        message = "the pods use the network of their node"
        yield RuleDiagnostic("privileged", message, subject.workflow.origin, "take it out", "hostNetwork", key=True)


def _check_context(context: Mapping[str, Any], container: ContainerFields) -> Iterator[RuleDiagnostic]:
    for field, what in (("privileged", "is privileged"), ("allowPrivilegeEscalation", "may gain privileges")):
        if context.get(field) is True:
            message = f"{container.name} {what}: it can do to its node whatever it likes"
            yield RuleDiagnostic("privileged", message, container.origin, "take it out", field, key=True)
    added = (context.get("capabilities") or {}).get("add") or ()
    for power in added:
        if str(power).removeprefix("CAP_") in _POWERS:
            message = f"{container.name} has the capability {power}, which is nearly all of root's power"
            yield RuleDiagnostic("privileged", message, container.origin, "name only what it needs", "add", str(power))
    yield from _check_user(context, container.origin, container.name)


def _check_user(context: Mapping[str, Any], origin: Any, name: str) -> Iterator[RuleDiagnostic]:
    if context.get("runAsUser") == 0:
        message = f"{name or 'this'} runs as root"
        yield RuleDiagnostic("runs-as-root", message, origin, "name another user", "runAsUser", key=True)
