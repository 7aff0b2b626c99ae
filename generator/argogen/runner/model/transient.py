"""Errors of networks and of etcd that pass by themselves, as `IsTransientErr` of Argo decides by their messages."""

from __future__ import annotations

_TEXTS = (
    "Connection closed by foreign host", "net/http: TLS handshake timeout", "i/o timeout", "connection timed out",
    "connection reset by peer", "http2: client connection lost", "http2: server sent GOAWAY and closed the connection",
    "connect: connection refused", "invalid connection", "etcdserver: leader changed", "etcdserver: request timed out",
    "etcdserver: too many requests", "upper: no more rows in",
)  # fmt: skip


def is_transient(message: str) -> bool:
    """Return whether an error may pass."""
    return any(text in message for text in _TEXTS)
