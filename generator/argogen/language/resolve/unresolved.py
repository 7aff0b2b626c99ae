"""A reference that means nothing where it stands."""

from __future__ import annotations

from argogen.diagnostics import Severity


class UnresolvedReferenceError(Exception):
    """What is wrong with a reference, as a diagnostic without its place."""

    def __init__(
        self, code: str, message: str, hint: str = "", severity: Severity = Severity.ERROR, fix: str | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.severity, self.fix = code, message, hint, severity, fix
