"""What someone may have meant, for the hint of a diagnostic."""

from __future__ import annotations

from collections.abc import Iterable

from argogen.suggestions import find_nearest

_SHOWN = 8


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
