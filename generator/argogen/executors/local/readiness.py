"""Wait until a daemon is ready, by the probe of its container."""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from argogen.executors.local.control import Control
from argogen.executors.pods.pod import Pod

_TIMEOUT = 1.0


def wait_until_ready(pod: Pod, control: Control) -> None:
    """Return as soon as the probe of the main container succeeds, at once without a probe."""
    probe = pod.main[0].get("readinessProbe") or {}
    if not probe.get("httpGet") and not probe.get("tcpSocket"):
        return
    time.sleep(float(probe.get("initialDelaySeconds") or 0))
    while not control.is_stopped and not _succeeds(probe, pod.address):
        time.sleep(min(1.0, float(probe.get("periodSeconds") or 1)))


def _succeeds(probe: Mapping[str, Any], address: str) -> bool:
    http, tcp = probe.get("httpGet"), probe.get("tcpSocket")
    try:
        if http:
            path = str(http.get("path") or "/").lstrip("/")
            url = f"{str(http.get('scheme') or 'http').lower()}://{address}:{http.get('port')}/{path}"
            with urllib.request.urlopen(url, timeout=_TIMEOUT):  # noqa: S310 - a container of this run
                return True
        with socket.create_connection((address, int((tcp or {}).get("port") or 0)), _TIMEOUT):
            return True
    except (OSError, ValueError, urllib.error.URLError):
        return False
