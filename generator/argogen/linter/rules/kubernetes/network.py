"""Check DNS, host aliases, disruption budgets and references to objects (pkg/apis of Kubernetes)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.notation.names import check_subdomain
from argogen.linter.model.nodes import mapping_in, mappings_in
from argogen.linter.rules.kubernetes.findings import Check, Finding, find_unreadable, strings_in, text_in
from argogen.linter.rules.kubernetes.scheduling import check_labels

_MAX_SERVERS = 3
_MAX_PERCENT = 100
_PERCENT = re.compile(r"(\d+)%", re.ASCII)
_BUDGET = ("minAvailable", "maxUnavailable")
_NAMES = ("serviceAccountName", "priorityClassName", "podPriorityClassName")
_POD_FIELDS = frozenset({"dnsPolicy", "nodeSelector", "imagePullSecrets", *_NAMES})


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _check_alias(value: Mapping[str, Any]) -> Iterator[Finding]:
    address = text_in(value, "ip")
    if address and not _is_address(address):
        yield Finding(("ip",), f"invalid IP address '{address}'", "use an address such as 10.0.0.1")
    for at, name in strings_in(value, "hostnames"):
        yield from find_unreadable(at, name, check_subdomain)


def _check_dns(value: Mapping[str, Any]) -> Iterator[Finding]:
    servers = list(strings_in(value, "nameservers"))
    for at, server in servers:
        if not _is_address(server):
            yield Finding(at, f"invalid IP address of a nameserver '{server}'", "use an address such as 10.0.0.10")
    if len(servers) > _MAX_SERVERS:
        message = f"a pod has at most {_MAX_SERVERS} nameservers, got {len(servers)}"
        yield Finding(("nameservers",), message, "remove some")


def _check_pod(value: Mapping[str, Any]) -> Iterator[Finding]:
    """Report settings of a workflow or template that its pods cannot have."""
    if _POD_FIELDS.isdisjoint(value):
        return
    if value.get("dnsPolicy") == "None" and not mapping_in(value, "dnsConfig").get("nameservers"):
        message = "the DNS policy 'None' requires 'nameservers' in 'dnsConfig'"
        yield Finding(("dnsPolicy",), message, "add 'dnsConfig: {nameservers: […]}', or use 'ClusterFirst'")
    yield from check_labels(value.get("nodeSelector"), ("nodeSelector",))
    for field in _NAMES:
        yield from find_unreadable((field,), text_in(value, field) or None, check_subdomain)
    for index, secret in enumerate(mappings_in(value, "imagePullSecrets")):
        yield from find_unreadable(
            ("imagePullSecrets", index, "name"), text_in(secret, "name") or None, check_subdomain
        )


def _check_budget(value: Mapping[str, Any]) -> Iterator[Finding]:
    if all(value.get(field) is not None for field in _BUDGET):
        message = "'minAvailable' and 'maxUnavailable' are mutually exclusive"
        yield Finding(("maxUnavailable",), message, "remove one of them")
    for field in _BUDGET:
        amount = text_in(value, field)
        percent = _PERCENT.fullmatch(amount) if amount is not None else None
        if amount is not None and (percent is None or int(percent[1]) > _MAX_PERCENT):
            message = f"'{field}' must be an integer or a percentage up to 100%, got '{amount}'"
            yield Finding((field,), message, "use a number without quotes, or a percentage such as 50%")


CHECKS: Mapping[str, Check] = {
    "HostAlias": _check_alias,
    "PodDNSConfig": _check_dns,
    "WorkflowSpec": _check_pod,
    "Template": _check_pod,
    "PodDisruptionBudgetSpec": _check_budget,
}
"""The check of each definition."""
