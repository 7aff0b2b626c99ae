"""Convert diagnostics with paths to diagnostics with places."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable
from typing import TYPE_CHECKING

from argogen.diagnostics import Diagnostic, in_reading_order
from argogen.suggestions import AS_WRITTEN, Suggestion, suggest_quotes

if TYPE_CHECKING:
    from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
    from argogen.diagnostics import Place
    from argogen.yaml import Document


def report(document: Document, faults: Iterable[StructureDiagnostic]) -> list[Diagnostic]:
    """Return the diagnostics of a document with their places in its source, each once, in reading order."""
    return in_reading_order(_place(document, fault) for fault in faults)


def _place(document: Document, fault: StructureDiagnostic) -> Diagnostic:
    place = document.place(fault.path, key=fault.on_key)
    fix = fault.fix if fault.fix and _is_written(document, fault, place) else None
    hint = (document.explain_key(fault.path) if fault.on_key else "") or _quote_as_written(fault.hint, place)
    return Diagnostic(fault.code, fault.message, place, hint, fix=fix)


def _quote_as_written(hint: str, place: Place) -> str:
    """Return a hint to quote a value as the source has it: YAML also reads `n`, `no` and `off` as booleans."""
    written = place.text[place.column - 1 : place.column - 1 + place.width]
    is_word = isinstance(hint, Suggestion) and hint.meant == AS_WRITTEN and written.isalpha()
    return suggest_quotes(written) if is_word else hint


def _is_written(document: Document, fault: StructureDiagnostic, place: Place) -> bool:
    """Return whether the source has the key or value as it is, without a substitution in it."""
    found = fault.path[-1] if fault.on_key else functools.reduce(operator.getitem, fault.path, document.data)
    return place.text[place.column - 1 : place.column - 1 + place.width].strip("'\"") == found
