"""Validate documents against their schemas."""

from __future__ import annotations

import functools
import importlib
import math
import operator
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from argogen.language.validation.definitions import build_check, build_validator
from argogen.late import import_late

if TYPE_CHECKING:
    from argogen.argo.structure import structure_diagnostic
    from argogen.argo.structure.structure_diagnostic import Path, StructureDiagnostic
    from argogen.diagnostics import Diagnostic
    from argogen.language.validation import report as reports
    from argogen.yaml import Document
else:
    structure_diagnostic = import_late("argogen.argo.structure.structure_diagnostic")
    reports = import_late("argogen.language.validation.report")


# The validator is thirty times as fast, but its import takes as long as the check of this many tasks without it.
_MANY = 1000


def validate_pipeline(document: Document) -> list[Diagnostic]:
    """Return the violations of the pipeline schema in a document, in reading order.

    Argo and Kubernetes objects in the document are not checked; see `check_argo_objects`. The codes are unknown-key,
    missing-key, wrong-type, invalid-choice, invalid-name, invalid-value, missing-body, multiple-bodies, missing-source
    and multiple-sources.
    """
    return validate_document(document, "")


def validate_document(document: Document, definition: str) -> list[Diagnostic]:
    """Return the same for a document of another definition: "project" for a project file."""
    return reports.report(document, find_schema_faults(document.data, definition))


def find_schema_faults(data: Any, definition: str = "") -> list[StructureDiagnostic]:
    """Return the same for data, with paths instead of places, and in no particular order."""
    if _is_certainly_valid(data, definition) or build_validator(definition).is_valid(data):
        return []
    return _explain(data, definition) or list(_point_out(data, definition))


def _is_certainly_valid(data: Any, definition: str) -> bool:
    """Return whether a check without the validator finds data valid; False if this takes longer than its import."""
    if "jsonschema_rs" in sys.modules:
        return False  # only the import of the validator is slow, and it is already imported
    parts = data.values() if isinstance(data, dict) else ()
    if sum(len(part) for part in parts if isinstance(part, dict | list)) > _MANY:
        return False
    try:
        return build_check(definition)(data)
    except RecursionError:
        return False


def validate_fragment(document: Document, path: Path, definition: str) -> list[Diagnostic]:
    """Return the same for the fragment at a path, whose definition depends on its content."""
    fragment = functools.reduce(operator.getitem, path, document.data)
    faults = find_schema_faults(fragment, definition)
    return reports.report(document, (fault._replace(path=(*path, *fault.path)) for fault in faults))


def _explain(data: Any, definition: str) -> list[StructureDiagnostic]:
    # The import of jsonschema takes a tenth of a second, far more than the render of most pipelines, and is only needed
    # for invalid documents.
    explain = importlib.import_module("argogen.language.validation.explain")
    faults: list[StructureDiagnostic] = explain.explain_faults(data, definition)
    return faults


def _point_out(data: Any, definition: str) -> Iterator[StructureDiagnostic]:
    """Yield the places without explanations, if jsonschema finds no error but the fast validator does."""
    for error in build_validator(definition).iter_errors(data):
        path = tuple(error.instance_path)
        value = functools.reduce(operator.getitem, path, data)
        is_infinite = isinstance(value, float) and not math.isfinite(value)
        message = "invalid number: JSON has no infinity and no NaN" if is_infinite else "invalid value"
        yield structure_diagnostic.StructureDiagnostic(
            path, "invalid-value", message, "put it in quotes" if is_infinite else ""
        )
