"""Builtins on times."""

from __future__ import annotations

from argogen.argo.evaluation.builtins.text import as_string
from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.clock.durations import Duration, parse_duration
from argogen.argo.evaluation.golang.clock.layouts import RFC3339
from argogen.argo.evaluation.golang.clock.parsing import parse_time
from argogen.argo.evaluation.golang.clock.times import Time, from_instant
from argogen.argo.evaluation.golang.clock.zones import UTC_ZONE, Location, load_location
from argogen.argo.evaluation.golang.values import GoValue

_LAYOUTS = (
    "2006-01-02",
    "15:04:05",
    "2006-01-02 15:04:05",
    RFC3339,
    "02 Jan 06 15:04 MST",
    "Monday, 02-Jan-06 15:04:05 MST",
    "Mon, 02 Jan 2006 15:04:05 MST",
)


def now(evaluation: Evaluation, *zone: GoValue) -> Time:
    """Return the current time."""
    if zone and not isinstance(zone[0], Location):
        raise GoPanicError("invalid number of arguments (expected 0, got 1)")
    return from_instant(evaluation.now(), zone[0] if zone else UTC_ZONE)


def duration(value: GoValue) -> Duration:
    """Parse a duration."""
    return parse_duration(as_string(value))


def date(*values: GoValue) -> Time:
    """Parse a date: a zone, the date, a layout and the name of a zone."""
    zone = values[0] if values and isinstance(values[0], Location) else None
    given = values[1:] if zone is not None else values
    if not given:
        raise GoPanicError("runtime error: index out of range [0] with length 0")
    text, *rest = map(as_string, given)
    if len(rest) == 2:
        return parse_time(rest[0], text, load_location(rest[1]))
    if len(rest) == 1:
        return parse_time(rest[0], text, zone)
    for layout in _LAYOUTS:
        try:
            return parse_time(layout, text, zone)
        except GoPanicError:
            continue
    raise GoPanicError(f"invalid date {text}")


def timezone(value: GoValue) -> Location:
    """Load a time zone."""
    return load_location(as_string(value))
