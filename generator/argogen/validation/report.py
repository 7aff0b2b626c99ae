"""From faults, which know a path, to diagnostics, which know a place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from argogen.diagnostics import Diagnostic, in_reading_order

if TYPE_CHECKING:
    from argogen.source import Document
    from argogen.structure import Fault


def report(document: Document, faults: Iterable[Fault]) -> list[Diagnostic]:
    """The faults of a document with their places in its text, each once, in reading order."""
    return in_reading_order(_place(document, fault) for fault in faults)


def _place(document: Document, fault: Fault) -> Diagnostic:
    return Diagnostic(fault.code, fault.message, document.place(fault.path, key=fault.on_key), fault.hint)
