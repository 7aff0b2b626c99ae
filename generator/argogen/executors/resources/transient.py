"""The errors of kubectl that pass by themselves, as `IsTransientErr` of Argo decides them, by their messages."""

from __future__ import annotations

import re

BACKOFF = (0.01, 0.05, 0.25)
"""The seconds before each further attempt, those of the default backoff of Kubernetes clients."""

# Kinds of errors of the server; some of them only with a part of the message.
_KINDS = (
    ("TooManyRequests", ""),
    ("ServerTimeout", ""),
    ("ServiceUnavailable", ""),
    ("Forbidden", "exceeded quota"),
    ("Conflict", "Operation cannot be fulfilled on resourcequota"),
    ("InternalError", "resource quota evaluation timed out"),
)
_TEXTS = (
    "Connection closed by foreign host", "net/http: TLS handshake timeout", "i/o timeout", "connection timed out",
    "connection reset by peer", "http2: client connection lost", "http2: server sent GOAWAY and closed the connection",
    "connect: connection refused", "invalid connection", "etcdserver: leader changed", "etcdserver: request timed out",
    "etcdserver: too many requests",
)  # fmt: skip
_UNAVAILABLE = "the server is currently unable to handle the request"
_LOOKUP = re.compile(r"dial tcp: lookup [^\n]*: (no such host|server misbehaving|Temporary failure)")
_CLOSED = re.compile(r'"https?://[^"]*": (unexpected )?EOF')


def is_transient(message: str, pattern: str = "") -> bool:
    """Return whether an error may pass; `pattern` is the regular expression of TRANSIENT_ERROR_PATTERN."""
    for kind, part in _KINDS:
        if f"({kind})" in message and part in message:
            return True
    texts = any(text in message for text in (*_TEXTS, _UNAVAILABLE))
    return texts or bool(_LOOKUP.search(message) or _CLOSED.search(message)) or _matches(pattern, message)


def _matches(pattern: str, message: str) -> bool:
    try:
        return bool(pattern) and re.search(pattern, message) is not None
    except re.error:
        return False
