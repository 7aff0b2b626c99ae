"""Functions on times."""

from __future__ import annotations

from collections.abc import Mapping

from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.clock.durations import (
    HOUR,
    MINUTE,
    SECOND,
    Duration,
    format_duration,
    parse_duration,
    round_duration,
)
from argogen.argo.evaluation.golang.clock.layouts import format_time
from argogen.argo.evaluation.golang.clock.parsing import parse_time
from argogen.argo.evaluation.golang.clock.times import Time, from_instant
from argogen.argo.evaluation.golang.clock.zones import UTC_ZONE, Location, load_location
from argogen.argo.evaluation.golang.methods import ZERO_TIME
from argogen.argo.evaluation.golang.types import ANY, STRING, TIME
from argogen.argo.evaluation.golang.values import GoValue, Int32, Int64, wrap
from argogen.argo.evaluation.sprig.declare import contextual, fallible, function, or_else
from argogen.argo.evaluation.sprig.numbers import parse_clamped

_DAY = 24 * HOUR
_UNITS = ((365 * _DAY, "y"), (30 * _DAY, "mo"), (_DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (SECOND, "s"))
_HTML = "2006-01-02"


def _as_time(evaluation: Evaluation, value: GoValue) -> Time:
    """Return a time, or the one of a Unix time; the current one for other values."""
    if isinstance(value, Time):
        return value
    if type(value) in (int, Int64, Int32):
        return Time(int(value))
    return from_instant(evaluation.now())


def _find_zone(name: str) -> Location:
    try:
        return load_location(name)
    except GoPanicError:
        return UTC_ZONE


def _format_in(evaluation: Evaluation, layout: str, value: GoValue, zone: str) -> str:
    return format_time(_as_time(evaluation, value).in_location(_find_zone(zone)), layout)


def _format(evaluation: Evaluation, layout: str, value: GoValue) -> str:
    return _format_in(evaluation, layout, value, "Local")


def _format_html(evaluation: Evaluation, value: GoValue) -> str:
    return _format_in(evaluation, _HTML, value, "Local")


def _format_html_in(evaluation: Evaluation, value: GoValue, zone: str) -> str:
    return _format_in(evaluation, _HTML, value, zone)


def _modify_strictly(duration: str, time: Time) -> Time:
    return time.add(parse_duration(duration))


def _modify(duration: str, time: Time) -> Time:
    try:
        return _modify_strictly(duration, time)
    except GoPanicError:
        return time


def _since(evaluation: Evaluation, value: GoValue) -> str:
    passed = from_instant(evaluation.now()).subtract(_as_time_of_ago(evaluation, value))
    return format_duration(round_duration(passed, SECOND))


def _as_time_of_ago(evaluation: Evaluation, value: GoValue) -> Time:
    return _as_time(evaluation, None if isinstance(value, Int32) else value)


def _seconds(value: GoValue) -> str:
    number = parse_clamped(value) if isinstance(value, str) else int(value) if type(value) is Int64 else 0
    return format_duration(wrap(number * SECOND))


def _round(evaluation: Evaluation, value: GoValue) -> str:
    duration = 0
    if isinstance(value, str):
        duration = _parse_or_zero(value)
    elif type(value) is Int64:
        duration = int(value)
    elif isinstance(value, Time):
        duration = from_instant(evaluation.now()).subtract(value)
    return next((f"{abs(duration) // size}{unit}" for size, unit in _UNITS if abs(duration) > size), "0s")


def _parse_or_zero(text: str) -> int:
    try:
        return parse_duration(text)
    except GoPanicError:
        return Duration(0)


def _now(evaluation: Evaluation) -> Time:
    return from_instant(evaluation.now())


_IN_ZONE = contextual(_format_in, STRING, STRING, ANY, STRING)
_MODIFY = function(_modify, TIME, STRING, TIME)
_MUST_MODIFY = fallible(_modify_strictly, TIME, STRING, TIME)
DATE_FUNCTIONS: Mapping[str, GoValue] = {
    "ago": contextual(_since, STRING, ANY),
    "date": contextual(_format, STRING, STRING, ANY),
    "date_in_zone": _IN_ZONE,
    "dateInZone": _IN_ZONE,
    "date_modify": _MODIFY,
    "dateModify": _MODIFY,
    "must_date_modify": _MUST_MODIFY,
    "mustDateModify": _MUST_MODIFY,
    "duration": function(_seconds, STRING, ANY),
    "durationRound": contextual(_round, STRING, ANY),
    "htmlDate": contextual(_format_html, STRING, ANY),
    "htmlDateInZone": contextual(_format_html_in, STRING, ANY, STRING),
    "mustToDate": fallible(parse_time, TIME, STRING, STRING),
    "toDate": function(or_else(parse_time, ZERO_TIME), TIME, STRING, STRING),
    "now": contextual(_now, TIME),
    "unixEpoch": function(lambda time: str(time.seconds), STRING, TIME),
}
