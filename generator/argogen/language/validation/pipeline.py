"""Whether a document is what its schema says: a pipeline, or a project file."""

from __future__ import annotations

import functools
import importlib
import operator
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from argogen.argo.structure import StructureDiagnostic
from argogen.language.validation.definitions import build_validator
from argogen.language.validation.report import report

if TYPE_CHECKING:
    from argogen.argo.structure.structure_diagnostic import Path
    from argogen.diagnostics import Diagnostic
    from argogen.yaml import Document


def validate_pipeline(document: Document) -> list[Diagnostic]:
    """All that the language does not allow in a document, in reading order; empty for a pipeline.

    What stands in Argo's own spelling inside it is not looked into; see `check_argo_objects`. The codes are
    unknown-key, missing-key, wrong-type, not-one-of, bad-name, bad-value, no-body, two-bodies, no-source, two-sources.
    """
    return validate_document(document, "")


def validate_document(document: Document, definition: str) -> list[Diagnostic]:
    """The same for a document of another kind, by its definition: "project" for a project file."""
    return report(document, find_schema_faults(document.data, definition))


def find_schema_faults(data: Any, definition: str = "") -> list[StructureDiagnostic]:
    """The same for data, with paths in place of places, and in the order in which they are found."""
    if build_validator(definition).is_valid(data):
        return []
    return _explain(data, definition) or list(_point_out(data, definition))


def validate_fragment(document: Document, path: Path, definition: str) -> list[Diagnostic]:
    """The same for the fragment at a path, which only its content makes one of that definition."""
    fragment = functools.reduce(operator.getitem, path, document.data)
    faults = find_schema_faults(fragment, definition)
    return report(document, (fault._replace(path=(*path, *fault.path)) for fault in faults))


def _explain(data: Any, definition: str) -> list[StructureDiagnostic]:
    # jsonschema takes a tenth of a second to import, far more than most pipelines take to render; whoever has made no
    # error does not wait for it.
    explain = importlib.import_module("argogen.language.validation.explain")
    faults: list[StructureDiagnostic] = explain.explain_faults(data, definition)
    return faults


def _point_out(data: Any, definition: str) -> Iterator[StructureDiagnostic]:
    """Where, if not why: for the case that jsonschema sees no error where the fast validator does."""
    for error in build_validator(definition).iter_errors(data):
        yield StructureDiagnostic(tuple(error.instance_path), "bad-value", "this value cannot stand here")
