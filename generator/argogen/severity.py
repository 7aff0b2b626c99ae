"""The severities of diagnostics."""

from __future__ import annotations

import enum


class Severity(enum.Enum):
    """How severe a diagnostic is; only an error keeps a manifest from being written."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
