"""A reference that means nothing where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from argogen.diagnostics import Severity


@dataclass(frozen=True, slots=True)
class Unresolved(Exception):  # noqa: N818 (it is data for a diagnostic, raised to leave the walk outwards)
    """What is wrong with a reference, as a diagnostic without its place."""

    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
