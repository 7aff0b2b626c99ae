"""What a rule finds: a diagnostic whose place is still a path in the pipeline."""

from __future__ import annotations

from dataclasses import dataclass

from argogen.diagnostics import Severity
from argogen.source.notes import NodePath


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a Context, where it came from, and what to do about it."""

    code: str
    message: str
    origin: NodePath
    hint: str = ""
    severity: Severity = Severity.ERROR
