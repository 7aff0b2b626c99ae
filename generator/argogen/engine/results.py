"""The result of compiling a source."""

from __future__ import annotations

from argogen.diagnostics import Diagnostic
from argogen.provenance import TrackedInputs
from argogen.records import TupleRecord


class Generated(TupleRecord):
    """The manifest of a source as YAML, warnings and notes, and the inputs other than the source."""

    text: str
    diagnostics: tuple[Diagnostic, ...]
    inputs: TrackedInputs


class Failed(TupleRecord):
    """The diagnostics of a source with errors."""

    diagnostics: tuple[Diagnostic, ...]


Result = Generated | Failed
