"""Times of a run, and the durations that pictures show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from argogen.graph.model import Execution, Graph, Group, Node

_NOT_RUN = frozenset(("Skipped", "Omitted"))


def read_time(text: str) -> float | None:
    """Return a time as seconds since 1970; `None` if it is missing or invalid."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def describe_duration(element: Node | Group | Graph) -> str:
    """Return the time from the first start to the last end of an element or a graph; "" if it did not run or end."""
    if element.phase in _NOT_RUN:
        return ""
    spans: Sequence[Execution | Graph] = [element] if isinstance(element, Graph) else element.executions
    starts = [read_time(span.started_at) for span in spans]
    ends = [read_time(span.finished_at) for span in spans]
    known = [time for time in (*starts, *ends) if time is not None]
    return write_duration(max(known) - min(known)) if known and None not in ends else ""


def write_duration(seconds: float) -> str:
    """Return a duration in its two greatest units, such as `1h 5m`, or with a decimal place below ten seconds."""
    if seconds < 10:
        return f"{seconds:.1f}".removesuffix(".0") + "s"
    whole = round(seconds)
    for unit, size, small, name in (("d", 86400, 3600, "h"), ("h", 3600, 60, "m"), ("m", 60, 1, "s")):
        if whole >= size:
            rest = whole % size // small
            return f"{whole // size}{unit} {rest}{name}" if rest else f"{whole // size}{unit}"
    return f"{whole}s"
