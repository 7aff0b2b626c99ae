"""The errors of kubectl that pass by themselves, as `IsTransientErr` of Argo decides them, by their messages."""

from __future__ import annotations

import re

from argogen.runner.model.transient import is_transient

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
_UNAVAILABLE = "the server is currently unable to handle the request"
_LOOKUP = re.compile(r"dial tcp: lookup [^\n]*: (no such host|server misbehaving|Temporary failure)")
_CLOSED = re.compile(r'"https?://[^"]*": (unexpected )?EOF')


def may_pass(message: str, pattern: str = "") -> bool:
    """Return whether an error may pass; `pattern` is the regular expression of TRANSIENT_ERROR_PATTERN."""
    for kind, part in _KINDS:
        if f"({kind})" in message and part in message:
            return True
    is_lost = bool(_LOOKUP.search(message) or _CLOSED.search(message))
    return is_transient(message) or _UNAVAILABLE in message or is_lost or _matches(pattern, message)


def _matches(pattern: str, message: str) -> bool:
    try:
        return bool(pattern) and re.search(pattern, message) is not None
    except re.error:
        return False
