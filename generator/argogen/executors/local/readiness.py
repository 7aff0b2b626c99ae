"""Wait until a daemon is ready, by the probe of its container."""

from __future__ import annotations

import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

from argogen.executors.local.containers import Containers
from argogen.executors.pods.pod import Pod
from argogen.executors.pods.probes import find_port, find_probe

_CLOSED_AT_ONCE = 0.2
Locate = Callable[[Pod, int], tuple[str, int]]


def wait_until_ready(pod: Pod, containers: Containers, locate: Locate) -> None:
    """Return as soon as the probe of the main container succeeds or it ends; at once without a probe.

    `locate` returns the address and the port at which this process reaches a port of the pod. Raises StoppedError.
    """
    probe, name = find_probe(pod), str(pod.main[0]["name"])
    seconds = float(probe.get("initialDelaySeconds") or 0)
    while probe:
        containers.poll(seconds)
        if name in containers.ends or _succeeds(probe, pod, containers, locate):
            return
        seconds = min(1.0, float(probe.get("periodSeconds") or 1))


def _succeeds(probe: Mapping[str, Any], pod: Pod, containers: Containers, locate: Locate) -> bool:
    seconds = int(probe.get("timeoutSeconds") or 1)
    if probe.get("exec"):
        command = [str(each) for each in probe["exec"].get("command") or ()]
        return containers.probe(str(pod.main[0]["name"]), command, seconds)
    try:
        place = locate(pod, find_port(pod))
        return _requests(probe["httpGet"], place, seconds) if probe.get("httpGet") else _connects(place, seconds)
    except (OSError, ValueError, urllib.error.URLError):
        return False


def _requests(http: Mapping[str, Any], place: tuple[str, int], seconds: int) -> bool:
    """Return whether a request succeeds; Kubernetes does not verify certificates, either."""
    path, scheme = str(http.get("path") or "/").lstrip("/"), str(http.get("scheme") or "http").lower()
    headers = {str(each["name"]): str(each.get("value") or "") for each in http.get("httpHeaders") or ()}
    request = urllib.request.Request(f"{scheme}://{place[0]}:{place[1]}/{path}", headers=headers)  # noqa: S310
    without_check = urllib.request.HTTPSHandler(context=ssl._create_unverified_context())  # noqa: S323
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), without_check)
    with opener.open(request, timeout=seconds):
        return True


def _connects(place: tuple[str, int], seconds: int) -> bool:
    """Return whether a port accepts connections; forwarders of engines accept and close them if it does not."""
    with socket.create_connection(place, seconds) as connection:
        connection.settimeout(_CLOSED_AT_ONCE)
        try:
            return connection.recv(1) != b""
        except TimeoutError:
            return True
