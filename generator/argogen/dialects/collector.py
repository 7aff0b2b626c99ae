"""Collect the diagnostics of a translation, with their places in the original files."""

from __future__ import annotations

from typing import Any

from argogen.argo.structure import StructureDiagnostic
from argogen.diagnostics import Diagnostic, Severity
from argogen.dialects.translation import SourceLocation


class TranslationCollector:
    """The diagnostics of a translation, in the order in which they were found, each once.

    `faults` are the errors of its own, with paths in place of places.
    """

    def __init__(self) -> None:
        self._found: dict[Diagnostic, None] = {}
        self.faults: list[StructureDiagnostic] = []

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """The diagnostics that have been found so far."""
        return list(self._found)

    def add(self, *found: Diagnostic) -> None:
        """Add diagnostics of other passes."""
        self._found.update(dict.fromkeys(found))

    def error(self, origin: SourceLocation, code: str, message: str, hint: str = "", **place: Any) -> None:
        """Report what prevents a translation; `place` has the arguments of SourceLocation.place."""
        self.faults.append(StructureDiagnostic(origin.path, code, message, hint, bool(place.get("key"))))
        self._report(Severity.ERROR, origin, code, message, hint, **place)

    def warning(self, origin: SourceLocation, code: str, message: str, hint: str = "", **place: Any) -> None:
        """Report what is probably a mistake."""
        self._report(Severity.WARNING, origin, code, message, hint, **place)

    def note(self, origin: SourceLocation, code: str, message: str, hint: str = "", **place: Any) -> None:
        """Report what is left out, because it has no meaning in a manifest."""
        self._report(Severity.NOTE, origin, code, message, hint, **place)

    def _report(
        self, severity: Severity, origin: SourceLocation, code: str, message: str, hint: str, **place: Any
    ) -> None:
        # The names that other languages allow may be of several lines.
        message, hint = (" ".join(text.split()) for text in (message, hint))
        self.add(Diagnostic(code, message, origin.place(**place), hint, severity))
