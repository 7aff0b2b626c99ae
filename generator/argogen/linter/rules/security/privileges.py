"""Check containers for privileges and root users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.nodes import fields_of, mapping_in
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

_PRIVILEGES = {
    "privileged": "is privileged: it has full access to its node",
    "allowPrivilegeEscalation": "allows privilege escalation: a process can gain more privileges than its parent",
}
_CAPABILITIES = ("SYS_ADMIN", "ALL", "NET_ADMIN", "SYS_PTRACE", "SYS_MODULE", "DAC_READ_SEARCH")


def find_privileges(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report privileged containers, and those that run as root."""
    for container in subject.containers:
        if context := container.fields.get("securityContext"):
            yield from _check_context(context, container)
    for template in subject.all_templates:
        yield from _check_user(mapping_in(fields_of(template), "securityContext"), template.origin, "")
    settings = fields_of(subject.workflow)
    yield from _check_user(mapping_in(settings, "securityContext"), subject.workflow.origin, "")
    if settings.get("hostNetwork"):
        message = "pods of this workflow use the network of their node"
        yield RuleDiagnostic(
            "privileged-container", message, subject.workflow.origin, "remove it", "hostNetwork", key=True
        )


def _check_context(context: Mapping[str, Any], container: ContainerFields) -> Iterator[RuleDiagnostic]:
    for field, problem in _PRIVILEGES.items():
        if context.get(field) is True:
            message = f"{container.name} {problem}"
            yield RuleDiagnostic("privileged-container", message, container.origin, "remove it", field, key=True)
    added = (context.get("capabilities") or {}).get("add") or ()
    for capability in added:
        if str(capability).removeprefix("CAP_") in _CAPABILITIES:
            message = f"{container.name} has the capability {capability}, which is close to full root access"
            yield RuleDiagnostic(
                "privileged-container",
                message,
                container.origin,
                "add only the capabilities that it needs",
                "add",
                str(capability),
            )
    yield from _check_user(context, container.origin, container.name)


def _check_user(context: Mapping[str, Any], origin: Any, name: str) -> Iterator[RuleDiagnostic]:
    if context.get("runAsUser") == 0:
        message = f"{name or 'pod'} runs as root"
        yield RuleDiagnostic("root-container", message, origin, "use another user ID", "runAsUser", key=True)
