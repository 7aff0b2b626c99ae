"""What a rule finds: a diagnostic whose place is still a path in the pipeline."""

from __future__ import annotations

from typing import NamedTuple

from argogen.diagnostics import Severity
from argogen.source.notes import NodePath


class Finding(NamedTuple):
    """One thing wrong with a Context, where it came from, and what to do about it."""

    code: str
    message: str
    origin: NodePath
    hint: str = ""
    severity: Severity = Severity.ERROR
