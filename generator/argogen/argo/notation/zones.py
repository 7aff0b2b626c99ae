"""Time zones, and the local times that a daylight-saving transition skips or repeats.

The data is that of the tzdata package, so that all machines have the same: https://www.iana.org/time-zones.
"""

from __future__ import annotations

import functools
import importlib.resources
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from argogen.argo.notation.cron import Schedule
from argogen.argo.notation.error import NotationError, quote
from argogen.suggestions import find_nearest

# The examined years are fixed, so that the diagnostics of a file do not depend on the current date. After 28 years, all
# dates are on the same days of the week again.
_YEARS = range(2026, 2026 + 28)
_WEEK = timedelta(weeks=1)  # shorter than the time between two transitions of any zone


class Transition(NamedTuple):
    """A daylight-saving transition: the local times from `start` to before `end` are skipped, or `is_repeated`."""

    start: datetime
    end: datetime
    is_repeated: bool


def check_zone(name: str) -> None:
    """Raise NotationError for an unknown time zone; `Local` and "" are the time zone of the controller."""
    if name in ("", "Local", "UTC"):
        return
    known = _list_names()
    if name not in known:
        near = find_nearest(name, tuple(sorted(known)))
        is_near = near.rpartition("/")[2][:2].lower() == name.rpartition("/")[2][:2].lower()  # Barcelona is not Berlin
        hint = f"did you mean '{near}'?" if near and is_near else "use an IANA name, such as Europe/Madrid"
        raise NotationError(f"unknown time zone {quote(name)}", hint)


def load_zone(name: str) -> zoneinfo.ZoneInfo:
    """Return a time zone of the database. Raises NotationError for an unknown one."""
    if name not in _list_names():
        raise NotationError(f"unknown time zone {quote(name)}", "use an IANA name, such as Europe/Madrid")
    return _load(name)


def find_affected_time(schedule: Schedule, zone: str) -> tuple[datetime, bool] | None:
    """Return the first time of a schedule that a transition skips, or else repeats (True); None if neither happens."""
    if len(schedule.hours) == 24:  # an hourly schedule continues through a transition as expected
        return None
    transitions = [transition for year in _YEARS for transition in list_transitions(zone, year)]
    for transition in sorted(transitions, key=lambda found: (found.is_repeated, found.start)):
        time = _find_first_within(schedule, transition)
        if time is not None:
            return time, transition.is_repeated
    return None


@functools.cache
def list_transitions(zone: str, year: int) -> tuple[Transition, ...]:
    """Return the transitions of a zone in a year, in order; none for an unknown zone.

    After the last transition of the data (mostly in 2037), they follow the rule at the end of the data.
    """
    return tuple(_find_transitions(_load(zone), year)) if zone in _list_names() else ()


@functools.cache
def _list_names() -> frozenset[str]:
    names = importlib.resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return frozenset(names.split())


@functools.cache
def _load(name: str) -> zoneinfo.ZoneInfo:
    with importlib.resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return zoneinfo.ZoneInfo.from_file(file, key=name)


def _find_first_within(schedule: Schedule, transition: Transition) -> datetime | None:
    time = transition.start
    while time < transition.end:
        if time.minute in schedule.minutes and time.hour in schedule.hours and _is_day(schedule, time):
            return time
        time += timedelta(minutes=1)
    return None


def _is_day(schedule: Schedule, time: datetime) -> bool:
    by_month, by_week = time.day in schedule.days, time.isoweekday() % 7 in schedule.weekdays
    return time.month in schedule.months and ((by_month or by_week) if schedule.either_day else by_month and by_week)


def _find_transitions(zone: zoneinfo.ZoneInfo, year: int) -> Iterator[Transition]:
    time, end = (datetime(start, 1, 1, tzinfo=UTC) for start in (year, year + 1))
    before = _offset(time, zone)
    while time < end:
        last, time = time, min(time + _WEEK, end)
        after = _offset(time, zone)
        if after != before:
            moment = _find_moment(last, time, zone)
            local = (moment + before).replace(tzinfo=None), (moment + after).replace(tzinfo=None)
            yield Transition(min(local), max(local), after < before)
        before = after


def _find_moment(low: datetime, high: datetime, zone: zoneinfo.ZoneInfo) -> datetime:
    """Return the first minute between two moments at which the offset is that of the later one."""
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) // 2
        middle -= timedelta(seconds=middle.second, microseconds=middle.microsecond)
        low, high = (low, middle) if _offset(middle, zone) == _offset(high, zone) else (middle, high)
    return high


def _offset(time: datetime, zone: zoneinfo.ZoneInfo) -> timedelta:
    return time.astimezone(zone).utcoffset() or timedelta()
