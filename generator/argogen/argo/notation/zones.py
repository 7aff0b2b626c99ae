"""Time zones, and the hours that are left out or come twice when their clocks are changed."""

from __future__ import annotations

import functools
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from argogen.argo.notation.cron import Schedule
from argogen.argo.notation.error import NotationError, quote
from argogen.suggestions import find_nearest

# The years that are looked at: the same ones always, so that the same file always gives the same findings.
_YEARS = range(2026, 2031)
_WEEK = timedelta(weeks=1)  # no zone changes its clocks twice in one


class Change(NamedTuple):
    """A change of the clocks: the local times from `start` to before `end` are left out, or, `twice`, come twice."""

    start: datetime
    end: datetime
    twice: bool


def check_zone(name: str) -> None:
    """Raise NotationError for a name that is no time zone; `Local` and nothing at all are the controller's own."""
    if name in ("", "Local", "UTC"):
        return
    known = _known()
    if known and name not in known:
        near = find_nearest(name, tuple(sorted(known)))
        is_near = near.rpartition("/")[2][:2].lower() == name.rpartition("/")[2][:2].lower()  # Barcelona is not Berlin
        hint = f"did you mean '{near}'?" if near and is_near else "names are those of the IANA, such as Europe/Madrid"
        raise NotationError(f"there is no time zone {quote(name)}", hint)


@functools.cache
def _known() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def find_changed(schedule: Schedule, zone: str) -> tuple[datetime, bool] | None:
    """The first time of a schedule that a change of the clocks leaves out, or, True, repeats; None if there is none."""
    for change in _changes(zone):
        # a schedule for every hour goes on through the change, as people expect
        time = None if len(schedule.hours) == 24 else _first_within(schedule, change)
        if time is not None:
            return time, change.twice
    return None


def _first_within(schedule: Schedule, change: Change) -> datetime | None:
    time = change.start
    while time < change.end:
        if time.minute in schedule.minutes and time.hour in schedule.hours and _is_day(schedule, time):
            return time
        time += timedelta(minutes=1)
    return None


def _is_day(schedule: Schedule, time: datetime) -> bool:
    by_month, by_week = time.day in schedule.days, time.isoweekday() % 7 in schedule.weekdays
    return time.month in schedule.months and ((by_month or by_week) if schedule.either_day else by_month and by_week)


@functools.cache
def _changes(name: str) -> tuple[Change, ...]:
    """The changes of a zone's clocks in the years that are looked at; those that leave hours out first."""
    try:
        zone = zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return ()
    return tuple(sorted(_find_changes(zone), key=lambda change: (change.twice, change.start)))


def _find_changes(zone: zoneinfo.ZoneInfo) -> Iterator[Change]:
    time = datetime(_YEARS[0], 1, 1, tzinfo=UTC)
    before = _offset(time, zone)
    while time.year in _YEARS:
        time += _WEEK
        after = _offset(time, zone)
        if after != before:
            moment = _moment(time - _WEEK, time, zone)
            local = (moment + before).replace(tzinfo=None), (moment + after).replace(tzinfo=None)
            yield Change(min(local), max(local), after < before)
        before = after


def _moment(low: datetime, high: datetime, zone: zoneinfo.ZoneInfo) -> datetime:
    """The first moment between two at which the offset is the later one's."""
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) // 2
        middle -= timedelta(seconds=middle.second, microseconds=middle.microsecond)
        low, high = (low, middle) if _offset(middle, zone) == _offset(high, zone) else (middle, high)
    return high


def _offset(time: datetime, zone: zoneinfo.ZoneInfo) -> timedelta:
    return time.astimezone(zone).utcoffset() or timedelta()
