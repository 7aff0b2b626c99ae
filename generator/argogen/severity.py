"""The severities of diagnostics."""

from __future__ import annotations

import enum


class Severity(enum.Enum):
    """The severity of a diagnostic; only errors prevent manifests from being written."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
