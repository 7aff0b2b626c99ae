"""Collect the diagnostics of a translation, with places in the original files."""

from __future__ import annotations

from typing import Any

from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
from argogen.diagnostics import Diagnostic, Severity
from argogen.dialects.translation import SourceLocation


class TranslationCollector:
    """The diagnostics of a translation, unique and in order of detection.

    `errors` are the errors of the translation itself, with paths instead of places.
    """

    def __init__(self) -> None:
        self._found: dict[Diagnostic, None] = {}
        self.errors: list[StructureDiagnostic] = []

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """The diagnostics collected so far."""
        return list(self._found)

    @property
    def count(self) -> int:
        """The number of diagnostics collected so far."""
        return len(self._found)

    def add(self, *found: Diagnostic) -> None:
        """Add diagnostics of other passes."""
        self._found.update(dict.fromkeys(found))

    def error(self, origin: SourceLocation, code: str, message: str, hint: str = "", **place: Any) -> None:
        """Report an error that prevents a translation; `place` are arguments of SourceLocation.place."""
        self.errors.append(StructureDiagnostic(origin.path, code, message, hint, bool(place.get("key"))))
        self._report(Severity.ERROR, origin, code, message, hint, **place)

    def warning(self, origin: SourceLocation, code: str, message: str, hint: str = "", **place: Any) -> None:
        """Report a probable error."""
        self._report(Severity.WARNING, origin, code, message, hint, **place)

    def note(self, origin: SourceLocation, code: str, message: str, hint: str = "", **place: Any) -> None:
        """Report a setting that is omitted because it has no meaning in a manifest."""
        self._report(Severity.NOTE, origin, code, message, hint, **place)

    def _report(
        self, severity: Severity, origin: SourceLocation, code: str, message: str, hint: str, **place: Any
    ) -> None:
        # Names of other languages may contain line breaks.
        message, hint = (text if text.isprintable() else " ".join(text.split()) for text in (message, hint))
        self.add(Diagnostic(code, message, origin.place(**place), hint, severity))
