"""Quantities of resources and volumes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.quantities import read_quantity
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.values.unreadable import find_unreadable
from argogen.yaml.node_path import NodePath


def check_quantities(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid quantities of resources, tiny ones, and requests beyond their limit."""
    for container in subject.containers:
        yield from _check_resources(container)
        yield from _check_limits(container)


def check_sizes(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid sizes of volumes."""
    for claim in subject.workflow.volume_claims:
        yield from find_unreadable(claim.size, read_quantity, "bad-quantity", claim.origin, "size")
    for volume in (*subject.workflow.volumes, *(v for t in subject.context.templates for v in t.volumes)):
        size = (volume.empty_dir or {}).get("sizeLimit")
        yield from find_unreadable(size, read_quantity, "bad-quantity", volume.origin, "sizeLimit")


def _check_resources(container: ContainerFields) -> Iterator[RuleDiagnostic]:
    for amounts in (container.fields.get("resources") or {}).values():
        for resource, amount in amounts.items() if isinstance(amounts, Mapping) else ():
            found = list(find_unreadable(amount, read_quantity, "bad-quantity", container.origin, resource))
            yield from found or _check_memory(resource, str(amount), container.origin)


def _check_limits(container: ContainerFields) -> Iterator[RuleDiagnostic]:
    """Report requests beyond their limit, which Kubernetes refuses."""
    resources = container.fields.get("resources") or {}
    requests, limits = resources.get("requests") or {}, resources.get("limits") or {}
    for resource, amount in requests.items() if isinstance(requests, Mapping) else ():
        limit = limits.get(resource) if isinstance(limits, Mapping) else None
        if limit is not None and _is_more(str(amount), str(limit)):
            message = f"this asks for {amount} of {resource}, and may have {limit}"
            below = (*container.below, "resources", "requests", resource)
            yield RuleDiagnostic(
                "bad-quantity", message, container.origin, "ask for less", resource, str(amount), below=below
            )


def _is_more(amount: str, limit: str) -> bool:
    try:
        return "{{" not in f"{amount}{limit}" and read_quantity(amount) > read_quantity(limit)
    except NotationError:
        return False


def _check_memory(resource: str, amount: str, origin: NodePath) -> Iterator[RuleDiagnostic]:
    """Report memory below a megabyte: `128m` is an eighth of a byte."""
    if resource in ("memory", "ephemeral-storage") and "{{" not in amount and 0 < read_quantity(amount) < 1024**2:
        message = f"this is less than a megabyte of {resource}"
        hint = f"write {amount.rstrip('m')}Mi" if amount.endswith("m") else "write it with Mi or Gi"
        yield RuleDiagnostic("tiny-memory", message, origin, hint, resource, amount)
