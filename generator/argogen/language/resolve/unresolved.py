"""The exception for unresolved references."""

from __future__ import annotations

from argogen.diagnostics import Severity


class UnresolvedReferenceError(Exception):
    """An unresolved reference, as a diagnostic without a place."""

    def __init__(
        self, code: str, message: str, hint: str = "", severity: Severity = Severity.ERROR, fix: str | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.severity, self.fix = code, message, hint, severity, fix
