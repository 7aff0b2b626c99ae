"""The readiness probe of the main container of a pod."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.executors.pods.pod import Pod
from argogen.records import EMPTY

_KINDS = ("httpGet", "tcpSocket", "exec")


def find_probe(pod: Pod) -> Mapping[str, Any]:
    """Return the probe of a pod, an empty mapping without one that is supported."""
    probe = pod.main[0].get("readinessProbe") or EMPTY
    return probe if any(probe.get(kind) for kind in _KINDS) else EMPTY


def find_port(pod: Pod) -> int:
    """Return the port of the probe, which may have the name of one of the container, and 0 without one."""
    probe = find_probe(pod)
    port = (probe.get("httpGet") or probe.get("tcpSocket") or EMPTY).get("port")
    named = {each.get("name"): each.get("containerPort") for each in pod.main[0].get("ports") or ()}
    found = str(named.get(port, port))
    return int(found) if found.isdecimal() else 0
