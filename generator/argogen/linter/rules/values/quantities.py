"""Check quantities of resources and volumes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.quantities import read_quantity
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.nodes import fields_of, mapping_in
from argogen.linter.model.objects import ArgoObject
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.values.unreadable import find_unreadable
from argogen.yaml.node_path import NodePath

_MEMORY = ("memory", "ephemeral-storage")
# Resources with a domain other than those of Kubernetes, and huge pages.
_EXTENDED = re.compile(r"hugepages-|(?!(?:[^/]*\.)?kubernetes\.io/)[^/]+/")


def check_quantities(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid quantities of resources, very small ones, and requests above the limit."""
    has_defaults = "templateDefaults" in fields_of(subject.workflow)
    for container in subject.containers:
        yield from _check_resources(container)
        yield from _check_limits(container)
        has_patch = bool(
            fields_of(container.template).get("podSpecPatch") or fields_of(subject.workflow).get("podSpecPatch")
        )
        if not (container.is_main and (has_defaults or has_patch)):  # which may set the limits
            yield from _check_extended(_of_container(container))
    for each in subject.objects.get("ResourceRequirements", ()) if has_defaults else ():
        if each.below[:1] == ("templateDefaults",):
            yield from _check_extended(each)


def is_extended(resource: str) -> bool:
    """Return whether a resource is a device or a huge page, whose requests and limits must be equal."""
    return _EXTENDED.match(resource) is not None


def _of_container(container: ContainerFields) -> ArgoObject:
    resources = container.fields.get("resources") or {}
    below = (*container.below, "resources")
    return ArgoObject("ResourceRequirements", resources, container.template, container.origin, below)


def _check_extended(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    """Report requests for devices and huge pages without the same limit, which Kubernetes rejects."""
    requests, limits = each.value.get("requests"), each.value.get("limits") or {}
    for resource, amount in requests.items() if isinstance(requests, Mapping) else ():
        limit = limits.get(resource) if isinstance(limits, Mapping) else None
        if not is_extended(str(resource)) or "{{" in f"{resource}{amount}{limit}":
            continue
        if limit is None:
            message = f"'{resource}' is requested without a limit: Kubernetes does not overcommit it"
        elif is_more(str(limit), str(amount)):
            message = f"request of '{resource}' must be equal to the limit {limit}, got {amount}"
        else:
            continue
        hint, below = f"add 'limits: {{{resource}: {amount}}}'", (*each.below, "requests", resource)
        if limit is not None:
            hint = f"use {limit}, or remove the request"
        yield RuleDiagnostic("invalid-quantity", message, each.origin, hint, str(resource), key=True, below=below)


def check_sizes(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid sizes of volumes, and those that are negative or, of claims, zero."""
    for claim in subject.workflow.volume_claims:
        requests = mapping_in(mapping_in(claim.spec, "resources"), "requests")
        size = claim.size if claim.size is not None else requests.get("storage")
        yield from _check_size(size, claim.origin, "size" if claim.size is not None else "storage", minimum=1)
    for volume in (*subject.workflow.volumes, *(v for t in subject.context.templates for v in t.volumes)):
        yield from _check_size((volume.empty_dir or {}).get("sizeLimit"), volume.origin, "sizeLimit", minimum=0)


def _check_size(size: Any, origin: NodePath, field: str, *, minimum: int) -> Iterator[RuleDiagnostic]:
    found = find_unreadable(size, read_quantity, "invalid-quantity", origin, field)
    yield from found
    if not found and size is not None and "{{" not in str(size) and read_quantity(str(size)) < minimum:
        must = "greater than 0" if minimum else "0 or greater"
        message = f"size of a volume must be {must}, got {size}"
        yield RuleDiagnostic("invalid-quantity", message, origin, "use a size such as 1Gi", field, str(size))


def _check_resources(container: ContainerFields) -> Iterator[RuleDiagnostic]:
    for amounts in (container.fields.get("resources") or {}).values():
        for resource, amount in amounts.items() if isinstance(amounts, Mapping) else ():
            found = list(find_unreadable(amount, read_quantity, "invalid-quantity", container.origin, resource))
            yield from found or _check_memory(resource, str(amount), container.origin)


def _check_limits(container: ContainerFields) -> Iterator[RuleDiagnostic]:
    """Report requests above the limit, which Kubernetes rejects."""
    resources = container.fields.get("resources") or {}
    requests, limits = resources.get("requests") or {}, resources.get("limits") or {}
    for resource, amount in requests.items() if isinstance(requests, Mapping) else ():
        limit = limits.get(resource) if isinstance(limits, Mapping) else None
        if limit is not None and is_more(str(amount), str(limit)):
            message = f"{resource} request {amount} is above the limit {limit}"
            below = (*container.below, "resources", "requests", resource)
            hint = "lower the request, or raise the limit"
            yield RuleDiagnostic(
                "invalid-quantity", message, container.origin, hint, resource, str(amount), below=below
            )


def is_more(amount: str, limit: str) -> bool:
    """Return whether a quantity is greater than another one; False if one of them is invalid or has a tag."""
    try:
        return "{{" not in f"{amount}{limit}" and read_quantity(amount) > read_quantity(limit)
    except NotationError:
        return False


def is_small_memory(resource: str, amount: str) -> bool:
    """Return whether a positive amount of memory or storage is below one megabyte."""
    return resource in _MEMORY and is_more(amount, "0") and is_more("1Mi", amount)


def _check_memory(resource: str, amount: str, origin: NodePath) -> Iterator[RuleDiagnostic]:
    """Report memory below one megabyte: `128m` is an eighth of a byte."""
    if is_small_memory(resource, amount):
        message = f"{resource} quantity {amount} is less than 1Mi"
        hint = f"use {amount.rstrip('m')}Mi" if amount.endswith("m") else "use a unit such as Mi or Gi"
        yield RuleDiagnostic("memory-too-small", message, origin, hint, resource, amount)
