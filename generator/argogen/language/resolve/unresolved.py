"""A reference that means nothing where it stands, and what may have been meant."""

from __future__ import annotations

from collections.abc import Iterable

from argogen.diagnostics import Severity
from argogen.suggestions import find_nearest

_SHOWN = 8


class UnresolvedReferenceError(Exception):
    """What is wrong with a reference, as a diagnostic without its place."""

    def __init__(
        self, code: str, message: str, hint: str = "", severity: Severity = Severity.ERROR, fix: str | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.severity, self.fix = code, message, hint, severity, fix


def suggest(name: str, known: Iterable[str], before: str, after: str = "") -> str:
    """`did you mean 'BEFOREnameAFTER'?`; where nothing is near and there is a `before`, a list of what is known."""
    names = tuple(known)
    near = find_nearest(name, names)
    if near:
        return f"did you mean '{before}{near}{after}'?"
    return list_known(names) if before else ""


def list_known(known: Iterable[str]) -> str:
    """`known here: a, b, c`, cut where it gets long."""
    names = list(known)
    return f"known here: {', '.join(names[:_SHOWN])}{' …' if len(names) > _SHOWN else ''}" if names else ""
