"""What is noticed while a document is translated, with its place in the file that it came from."""

from __future__ import annotations

from typing import Any

from argogen.argo.structure import StructureDiagnostic
from argogen.diagnostics import Diagnostic, Severity
from argogen.dialects.translation import Origin


class Reports:
    """The diagnostics of a translation, in the order in which they were found, each once.

    `faults` are the errors of its own, with paths in place of places.
    """

    def __init__(self) -> None:
        self._found: dict[Diagnostic, None] = {}
        self.faults: list[StructureDiagnostic] = []

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What has been found so far."""
        return list(self._found)

    def add(self, *found: Diagnostic) -> None:
        """Findings of someone else's making."""
        self._found.update(dict.fromkeys(found))

    def error(self, origin: Origin, code: str, message: str, hint: str = "", **spot: Any) -> None:
        """Something that keeps the pipeline from being made; `spot` is as for Origin.place."""
        self.faults.append(StructureDiagnostic(origin.path, code, message, hint, bool(spot.get("key"))))
        self._report(Severity.ERROR, origin, code, message, hint, **spot)

    def warning(self, origin: Origin, code: str, message: str, hint: str = "", **spot: Any) -> None:
        """Something that is probably not meant."""
        self._report(Severity.WARNING, origin, code, message, hint, **spot)

    def note(self, origin: Origin, code: str, message: str, hint: str = "", **spot: Any) -> None:
        """Something that is left out, because it means nothing in a manifest."""
        self._report(Severity.NOTE, origin, code, message, hint, **spot)

    def _report(self, severity: Severity, origin: Origin, code: str, message: str, hint: str, **spot: Any) -> None:
        # The names that other languages allow may be of several lines.
        message, hint = (" ".join(text.split()) for text in (message, hint))
        self.add(Diagnostic(code, message, origin.place(**spot), hint, severity))
