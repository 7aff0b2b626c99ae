"""The messages of HTTP requests that failed, as the client of Go writes them: by them, Argo retries some requests."""

from __future__ import annotations

import socket
import urllib.error
from http.client import RemoteDisconnected
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


def describe(error: Exception, method: str, url: str) -> str:
    """Return the message of a request that failed without an answer."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    explained = _explain(reason, url) if isinstance(reason, OSError) else None
    return name_request(method, url, explained) if explained else str(error)


def name_request(method: str, url: str, reason: str) -> str:
    """Return the reason of a failure after the request that it concerns."""
    return f'{method[:1]}{method[1:].lower()} "{url}": {reason}'


def _explain(reason: OSError, url: str) -> str | None:
    place = urlsplit(url)
    if isinstance(reason, ConnectionRefusedError):
        return f"dial tcp {place.hostname}:{place.port or _PORTS.get(place.scheme)}: connect: connection refused"
    if isinstance(reason, socket.gaierror):
        return f"dial tcp: lookup {place.hostname}: no such host"
    if isinstance(reason, TimeoutError):
        return "context deadline exceeded"
    if isinstance(reason, RemoteDisconnected):
        return "EOF"
    return "read: connection reset by peer" if isinstance(reason, ConnectionResetError) else None
