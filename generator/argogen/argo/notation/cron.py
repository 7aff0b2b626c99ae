"""Cron schedules as robfig/cron reads them, the library of CronWorkflows.

Five fields, `*` or `?` for all values, names of months and days with three letters, Sunday only as 0; if both the day
of the month and the day of the week are given, one of them suffices.
https://github.com/robfig/cron/blob/v3.0.1/parser.go
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from argogen.argo.notation.durations import read_go_duration
from argogen.argo.notation.error import NotationError, quote

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_DESCRIPTORS: Mapping[str, str] = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_LONGEST_MONTHS = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


class _Field(NamedTuple):
    name: str
    minimum: int
    maximum: int
    names: Mapping[str, int]


_FIELDS = (
    _Field("minute", 0, 59, {}),
    _Field("hour", 0, 23, {}),
    _Field("day of the month", 1, 31, {}),
    _Field("month", 1, 12, {name: number for number, name in enumerate(_MONTHS, 1)}),
    _Field("day of the week", 0, 6, {name: number for number, name in enumerate(_DAYS)}),
)


class Schedule(NamedTuple):
    """The start times of a CronWorkflow; `every` are the nanoseconds of `@every`, for which all sets are empty.

    `either_day` if the days of the month and of the week are both given, so that one of them suffices. `zone` is the
    value of `CRON_TZ=`, or "".
    """

    minutes: frozenset[int] = frozenset()
    hours: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    either_day: bool = False
    zone: str = ""
    every: int = 0

    @property
    def occurs(self) -> bool:
        """Return whether the schedule has any start time."""
        if self.every:
            return True
        days = any(day <= _LONGEST_MONTHS[month] for day in self.days for month in self.months)
        has_day = (days or (bool(self.weekdays) and bool(self.months))) if self.either_day else days and self.weekdays
        return bool(self.minutes and self.hours and has_day)


def read_schedule(text: str) -> Schedule:
    """Return the start times of a schedule. Raises NotationError, with the place of the invalid field."""
    try:
        return _read_schedule(text)
    except NotationError as error:
        message = f"invalid cron schedule {quote(text)}{': ' if error.message else ''}{error.message}"
        raise NotationError(message, error.hint, "", error.start, error.end) from None


def _read_schedule(text: str) -> Schedule:
    """Return the start times of a schedule. Raises NotationError with the reason only."""
    zone, start = _read_zone(text)
    rest = text[start:]
    if rest.startswith("@"):
        return _read_descriptor(rest, zone)
    words = list(re.finditer(r"\S+", text[start:]))
    if len(words) != len(_FIELDS):
        hint = "the fields are minute, hour, day of the month, month and day of the week; seconds are not supported"
        raise NotationError(f"expected 5 fields, found {len(words)}", hint)
    sets, stars = [], []
    for word, field in zip(words, _FIELDS, strict=True):
        try:
            numbers, star = _read_field(word[0], field)
        except NotationError as error:
            raise NotationError(error.message, error.hint, "", start + word.start(), start + word.end()) from None
        sets.append(numbers)
        stars.append(star)
    minutes, hours, days, months, weekdays = sets
    return Schedule(minutes, hours, days, months, weekdays, not (stars[2] or stars[4]), zone)


def _read_zone(text: str) -> tuple[str, int]:
    """Return the time zone before a schedule, and the offset at which the schedule itself begins."""
    if not text.startswith(("TZ=", "CRON_TZ=")):
        return "", 0
    assignment, blank, _ = text.partition(" ")
    if not blank:
        raise NotationError("missing schedule after the time zone", f"use {quote(f'{text} 0 2 * * *')}")
    start = len(assignment) + len(text[len(assignment) :]) - len(text[len(assignment) :].lstrip())
    return assignment.partition("=")[2], start


def _read_descriptor(text: str, zone: str) -> Schedule:
    text = text.rstrip() if zone else text  # robfig/cron trims a schedule after a zone
    if text in _DESCRIPTORS:
        return _read_schedule(_DESCRIPTORS[text])._replace(zone=zone)
    if text.startswith("@every "):
        try:
            return Schedule(zone=zone, every=max(read_go_duration(text[len("@every ") :]), 10**9))
        except NotationError as error:
            hint = f"use '@every {error.fix}'" if error.fix else error.hint
            raise NotationError(error.message, hint) from None
    known = ", ".join(name for name in _DESCRIPTORS if name not in ("@annually", "@midnight"))
    raise NotationError("", f"use {known} or @every 1h30m")


def _read_field(text: str, field: _Field) -> tuple[frozenset[int], bool]:
    """Return the numbers of a field, and whether it has all of them by `*`."""
    numbers: set[int] = set()
    star = False
    for part in filter(None, text.split(",")):
        found, is_star = _read_range(part, field)
        numbers |= found
        star = star or is_star
    return frozenset(numbers), star


def _read_range(text: str, field: _Field) -> tuple[set[int], bool]:
    span, *steps = text.split("/")
    low, *highs = span.split("-")
    if len(steps) > 1 or (len(highs) > 1 and low not in ("*", "?")):
        raise NotationError(f"invalid {field.name} {quote(text)}", "use the form 1, 1-5, */5 or 1-30/5")
    if low in ("*", "?"):
        start, end = field.minimum, field.maximum
    else:
        start = _read_number(low, field)
        end = _read_number(highs[0], field) if highs else field.maximum if steps else start
    step = _read_number(steps[0], field, names=False) if steps else 1
    _check_range(start, end, step, text, field)
    return set(range(start, end + 1, step)), low in ("*", "?") and step == 1


def _check_range(start: int, end: int, step: int, text: str, field: _Field) -> None:
    if start < field.minimum or end > field.maximum:
        hint = "use 0 for Sunday" if field.name == "day of the week" and end == 7 else ""
        raise NotationError(f"{field.name} must be {field.minimum}–{field.maximum}, got {text}", hint)
    if start > end:
        hint = f"use {start}-{field.maximum},{field.minimum}-{end}"
        raise NotationError(f"{field.name} range {quote(text)} ends before it begins", hint)
    if step == 0:
        raise NotationError(f"step of the {field.name} must be at least 1, got {text}", "use *")


def _read_number(text: str, field: _Field, *, names: bool = True) -> int:
    if names and text.lower() in field.names:
        return field.names[text.lower()]
    if not re.fullmatch(r"\+?[0-9]+", text, re.ASCII):
        hint = f"use a number or one of {', '.join(field.names)}" if field.names else "use a number, * or a range"
        raise NotationError(f"invalid {field.name} {quote(text)}", hint)
    return int(text)
