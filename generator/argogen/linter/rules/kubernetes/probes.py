"""Check probes, lifecycle handlers and ports of containers (pkg/apis/core/validation of Kubernetes)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.notation.names import check_dns_label
from argogen.linter.model.nodes import mapping_in, mappings_in
from argogen.linter.rules.kubernetes.findings import (
    Check,
    Finding,
    check_one_of,
    check_port,
    check_port_name,
    find_unreadable,
    text_in,
)
from argogen.linter.rules.kubernetes.volumes import check_mounts

_PROBE_HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")
_LIFECYCLE_HANDLERS = ("exec", "httpGet", "tcpSocket", "sleep")
_CONTAINER_FIELDS = frozenset({"volumeMounts", "livenessProbe", "startupProbe", "ports"})


def _check_probe(value: Mapping[str, Any]) -> Iterator[Finding]:
    yield from check_one_of(value, _PROBE_HANDLERS, "handler", "a probe")


def _check_handler(value: Mapping[str, Any]) -> Iterator[Finding]:
    yield from check_one_of(value, _LIFECYCLE_HANDLERS, "handler", "'postStart' and 'preStop' each")


def _check_target(value: Mapping[str, Any]) -> Iterator[Finding]:
    yield from check_port(value.get("port"), ("port",))


def _check_container_port(value: Mapping[str, Any]) -> Iterator[Finding]:
    if name := text_in(value, "name"):
        yield from check_port_name(name, ("name",))


def _check_container(value: Mapping[str, Any]) -> Iterator[Finding]:
    if _CONTAINER_FIELDS.isdisjoint(value):
        return
    yield from check_mounts(value)
    yield from _check_thresholds(value)
    names: set[str] = set()
    for index, port in enumerate(mappings_in(value, "ports")):
        name = text_in(port, "name")
        if name and name in names:
            yield Finding(("ports", index, "name"), f"duplicate name of a port '{name}'", "rename one of them")
        names.add(name or "")


def _check_named(value: Mapping[str, Any]) -> Iterator[Finding]:
    yield from find_unreadable(("name",), text_in(value, "name"), check_dns_label)
    yield from _check_container(value)


def _check_thresholds(value: Mapping[str, Any]) -> Iterator[Finding]:
    """Report probes whose first success must be enough."""
    for field in ("livenessProbe", "startupProbe"):
        threshold = mapping_in(value, field).get("successThreshold")
        if isinstance(threshold, int) and threshold > 1:
            message = f"'successThreshold' of '{field}' must be 1, got {threshold}"
            yield Finding((field, "successThreshold"), message, "remove it")


CHECKS: Mapping[str, Check] = {
    "Probe": _check_probe,
    "LifecycleHandler": _check_handler,
    "HTTPGetAction": _check_target,
    "TCPSocketAction": _check_target,
    "ContainerPort": _check_container_port,
    "Container": _check_container,
    "ScriptTemplate": _check_container,
    "UserContainer": _check_named,
    "ContainerNode": _check_container,
}
"""The check of each definition."""
