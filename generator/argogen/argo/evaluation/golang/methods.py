"""The methods of Go types that expressions can call."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.clock.calendar import MONTHS, WEEKDAYS, Date
from argogen.argo.evaluation.golang.clock.durations import (
    HOUR,
    MICROSECOND,
    MILLISECOND,
    MINUTE,
    SECOND,
    Duration,
    format_duration,
    round_duration,
    truncate_duration,
)
from argogen.argo.evaluation.golang.clock.layouts import RFC3339_NANO, format_time, to_text
from argogen.argo.evaluation.golang.clock.times import YEAR_ONE, Month, Time, from_clock
from argogen.argo.evaluation.golang.clock.zones import UTC_ZONE
from argogen.argo.evaluation.golang.semver.versions import Version, compare_versions, parse_version
from argogen.argo.evaluation.golang.types import (
    BOOL,
    DURATION,
    ERROR,
    FLOAT64,
    INT,
    INT64,
    LOCATION,
    MONTH,
    STRING,
    TIME,
    UINT64,
    VERSION,
    WEEKDAY,
    GoType,
    function_of,
)
from argogen.argo.evaluation.golang.values import GoFunction, GoList, GoValue, Int64, Uint8, Uint64, encode

_BYTES = types.slice_of(types.UINT8)
_VERSION_STRUCT = VERSION.element or VERSION


def find_method(receiver: GoType | None, name: str) -> GoFunction | None:
    """Return a method of a type, which takes the receiver as its first argument; its type does not contain it."""
    return None if receiver is None else _METHODS.get(receiver.name, {}).get(name)


def bind_method(value: GoValue, method: GoFunction) -> GoFunction:
    """Return a method of a value as a function."""
    return GoFunction(method.go_type, lambda *arguments: method.call(value, *arguments))


def _method(call: Callable[..., GoValue], result: GoType, *parameters: GoType) -> GoFunction:
    return GoFunction(function_of(parameters, (result,)), call)


def _fallible(call: Callable[..., GoValue], result: GoType, *parameters: GoType) -> GoFunction:
    return GoFunction(function_of(parameters, (result, ERROR)), call)


def _several(call: Callable[..., GoValue], *results: GoType) -> GoFunction:
    return GoFunction(function_of((), results), call)


def _duration_ratio(unit: int) -> Callable[[int], float]:
    def divide(duration: int) -> float:
        negative = duration < 0
        whole, rest = divmod(abs(duration), unit)
        ratio = whole + rest / unit
        return -ratio if negative else ratio

    return divide


def _duration_count(unit: int) -> Callable[[int], Int64]:
    return lambda duration: Int64(truncate_duration(duration, unit) // unit)


_DURATION_METHODS: Mapping[str, GoFunction] = {
    "Abs": _method(lambda duration: Duration(min(abs(duration), (1 << 63) - 1)), DURATION),
    "Hours": _method(_duration_ratio(HOUR), FLOAT64),
    "Microseconds": _method(_duration_count(MICROSECOND), INT64),
    "Milliseconds": _method(_duration_count(MILLISECOND), INT64),
    "Minutes": _method(_duration_ratio(MINUTE), FLOAT64),
    "Nanoseconds": _method(_duration_count(1), INT64),
    "Round": _method(lambda duration, unit: Duration(round_duration(duration, unit)), DURATION, DURATION),
    "Seconds": _method(_duration_ratio(SECOND), FLOAT64),
    "String": _method(format_duration, STRING),
    "Truncate": _method(lambda duration, unit: Duration(truncate_duration(duration, unit)), DURATION, DURATION),
}


def _write_month(month: int) -> str:
    return MONTHS[month - 1] if 1 <= month <= len(MONTHS) else f"%!Month({month})"


def _write_weekday(day: int) -> str:
    return WEEKDAYS[day] if 0 <= day < len(WEEKDAYS) else f"%!Weekday({day})"


def _add_date(time: Time, years: int, months: int, days: int) -> Time:
    date = time.date
    changed = Date(date.year + years, date.month + months, date.day + days)
    return from_clock(changed, time.second_of_day, time.nanoseconds, time.location)


def _since_year_one(time: Time) -> int:
    return (time.seconds - YEAR_ONE) * SECOND + time.nanoseconds


def _truncate_time(time: Time, unit: int) -> Time:
    return time if unit <= 0 else time.add(-(_since_year_one(time) % unit))


def _round_time(time: Time, unit: int) -> Time:
    if unit <= 0:
        return time
    rest = _since_year_one(time) % unit
    return time.add(-rest if rest + rest < unit else unit - rest)


def _write_json_time(time: Time) -> str:
    if not 0 <= time.date.year <= 9999:
        raise GoPanicError("json: error calling MarshalJSON for type time.Time: year outside of range [0,9999]")
    return format_time(time, RFC3339_NANO)


def _compare(one: Time, other: Time) -> int:
    return (one.instant > other.instant) - (one.instant < other.instant)


def _as_bytes(text: str) -> GoList:
    return GoList(_BYTES, map(Uint8, encode(text)))


_TIME_METHODS: Mapping[str, GoFunction] = {
    "Add": _method(Time.add, TIME, DURATION),
    "AddDate": _method(_add_date, TIME, INT, INT, INT),
    "After": _method(lambda time, other: time.instant > other.instant, BOOL, TIME),
    "Before": _method(lambda time, other: time.instant < other.instant, BOOL, TIME),
    "Clock": _several(lambda time: time.second_of_day // 3600, INT, INT, INT),
    "Compare": _method(_compare, INT, TIME),
    "Date": _several(lambda time: time.date.year, INT, MONTH, INT),
    "Day": _method(lambda time: time.date.day, INT),
    "Equal": _method(lambda time, other: time.instant == other.instant, BOOL, TIME),
    "Format": _method(format_time, STRING, STRING),
    "Hour": _method(lambda time: time.second_of_day // 3600, INT),
    "ISOWeek": _several(lambda time: time.iso_week()[0], INT, INT),
    "In": _method(Time.in_location, TIME, LOCATION),
    "IsDST": _method(lambda time: time.offset.is_dst, BOOL),
    "IsZero": _method(lambda time: time.seconds == YEAR_ONE and time.nanoseconds == 0, BOOL),
    "Local": _method(lambda time: time.in_location(UTC_ZONE), TIME),
    "Location": _method(lambda time: time.location, LOCATION),
    "MarshalJSON": _fallible(lambda time: _as_bytes(f'"{_write_json_time(time)}"'), _BYTES),
    "MarshalText": _fallible(lambda time: _as_bytes(_write_json_time(time)), _BYTES),
    "Minute": _method(lambda time: time.second_of_day // 60 % 60, INT),
    "Month": _method(lambda time: Month(time.date.month), MONTH),
    "Nanosecond": _method(lambda time: time.nanoseconds, INT),
    "Round": _method(_round_time, TIME, DURATION),
    "Second": _method(lambda time: time.second_of_day % 60, INT),
    "String": _method(to_text, STRING),
    "Sub": _method(Time.subtract, DURATION, TIME),
    "Truncate": _method(_truncate_time, TIME, DURATION),
    "UTC": _method(lambda time: time.in_location(UTC_ZONE), TIME),
    "Unix": _method(lambda time: Int64(time.seconds), INT64),
    "UnixMicro": _method(lambda time: Int64(time.instant // MICROSECOND), INT64),
    "UnixMilli": _method(lambda time: Int64(time.instant // MILLISECOND), INT64),
    "UnixNano": _method(lambda time: Int64(time.instant), INT64),
    "Weekday": _method(lambda time: time.weekday, WEEKDAY),
    "Year": _method(lambda time: time.date.year, INT),
    "YearDay": _method(lambda time: time.day_of_year, INT),
    "Zone": _several(lambda time: time.offset.name, STRING, INT),
}


def _order_method(check: Callable[[int], bool]) -> GoFunction:
    return _method(lambda one, other: check(compare_versions(one, other)), BOOL, VERSION)


def _set_part(part: str) -> Callable[[Version, str], Version]:
    sign = "-" if part == "prerelease" else "+"

    def replace(version: Version, text: str) -> Version:
        if text:
            parse_version(f"0.0.0{sign}{text}")
        changed = version._replace(prerelease=text) if sign == "-" else version._replace(metadata=text)
        return version.with_original(changed)

    return replace


_VERSION_METHODS: Mapping[str, GoFunction] = {
    "IncMajor": _method(lambda version: version.increment("major"), _VERSION_STRUCT),
    "IncMinor": _method(lambda version: version.increment("minor"), _VERSION_STRUCT),
    "IncPatch": _method(lambda version: version.increment("patch"), _VERSION_STRUCT),
    "Major": _method(lambda version: Uint64(version.major), UINT64),
    "MarshalJSON": _fallible(lambda version: _as_bytes(f'"{version.text}"'), _BYTES),
    "MarshalText": _fallible(lambda version: _as_bytes(version.text), _BYTES),
    "Metadata": _method(lambda version: version.metadata, STRING),
    "Minor": _method(lambda version: Uint64(version.minor), UINT64),
    "Patch": _method(lambda version: Uint64(version.patch), UINT64),
    "Prerelease": _method(lambda version: version.prerelease, STRING),
    "SetMetadata": _fallible(_set_part("metadata"), _VERSION_STRUCT, STRING),
    "SetPrerelease": _fallible(_set_part("prerelease"), _VERSION_STRUCT, STRING),
    "String": _method(lambda version: version.text, STRING),
}
_VERSION_POINTER_METHODS: Mapping[str, GoFunction] = {
    **_VERSION_METHODS,
    "Compare": _method(compare_versions, INT, VERSION),
    "Equal": _order_method(lambda order: order == 0),
    "GreaterThan": _order_method(lambda order: order > 0),
    "GreaterThanEqual": _order_method(lambda order: order >= 0),
    "LessThan": _order_method(lambda order: order < 0),
    "LessThanEqual": _order_method(lambda order: order <= 0),
    "Original": _method(lambda version: version.original, STRING),
}
_METHODS: Mapping[str, Mapping[str, GoFunction]] = {
    DURATION.name: _DURATION_METHODS,
    MONTH.name: {"String": _method(_write_month, STRING)},
    WEEKDAY.name: {"String": _method(_write_weekday, STRING)},
    TIME.name: _TIME_METHODS,
    LOCATION.name: {"String": _method(lambda location: location.name, STRING)},
    types.REGEXP.name: {"String": _method(lambda regexp: regexp.pattern, STRING)},
    VERSION.name: _VERSION_POINTER_METHODS,
    _VERSION_STRUCT.name: _VERSION_METHODS,
}
ZERO_TIME = Time(YEAR_ONE)


def text_in_json(value: GoValue) -> str | None:
    """Return the string that a value of a type with its own JSON form is written as; None for other types."""
    if isinstance(value, Time):
        return _write_json_time(value)
    return value.text if isinstance(value, Version) else None
