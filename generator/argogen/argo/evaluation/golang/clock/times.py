"""Times of Go: a Unix time with nanoseconds, in a zone."""

from __future__ import annotations

from typing import NamedTuple

from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.clock.calendar import WEEKDAYS, Date, day_of_year, from_days, to_days
from argogen.argo.evaluation.golang.clock.durations import SECOND, Duration
from argogen.argo.evaluation.golang.clock.zones import UTC_ZONE, Location, ZoneOffset, offset_at
from argogen.argo.evaluation.golang.types import GoType
from argogen.argo.evaluation.golang.values import Sized

_DAY = 86400
_SMALLEST, _LARGEST = -(1 << 63), (1 << 63) - 1
# The first second of the year 1, which is Go's zero time.
YEAR_ONE = -62135596800


class Month(Sized):
    """A time.Month."""

    __slots__ = ()
    go_type = types.MONTH


class Weekday(Sized):
    """A time.Weekday."""

    __slots__ = ()
    go_type = types.WEEKDAY


class Time(NamedTuple):
    """A time.Time."""

    seconds: int
    nanoseconds: int = 0
    location: Location = UTC_ZONE

    @property
    def go_type(self) -> GoType:
        """The type time.Time."""
        return types.TIME

    @property
    def offset(self) -> ZoneOffset:
        """The offset of the zone at this time."""
        return offset_at(self.location, self.seconds)

    @property
    def local_seconds(self) -> int:
        """The seconds since 1970-01-01 of the clock in the zone."""
        return self.seconds + self.offset.seconds

    @property
    def date(self) -> Date:
        """The day in the zone."""
        return from_days(self.local_seconds // _DAY)

    @property
    def second_of_day(self) -> int:
        """The seconds since midnight in the zone."""
        return self.local_seconds % _DAY

    @property
    def weekday(self) -> Weekday:
        """The day of the week."""
        return Weekday((self.local_seconds // _DAY + 4) % len(WEEKDAYS))

    @property
    def day_of_year(self) -> int:
        """The number of the day in its year."""
        return day_of_year(self.date)

    @property
    def instant(self) -> int:
        """The nanoseconds since 1970-01-01 UTC."""
        return self.seconds * SECOND + self.nanoseconds

    def add(self, duration: int) -> Time:
        """Return the time after a duration."""
        return from_instant(self.instant + duration, self.location)

    def subtract(self, other: Time) -> Duration:
        """Return the duration since another time, as far as 64 bits hold it."""
        return Duration(max(_SMALLEST, min(_LARGEST, self.instant - other.instant)))

    def in_location(self, location: Location) -> Time:
        """Return the same instant in another zone."""
        return self._replace(location=location)

    def iso_week(self) -> tuple[int, int]:
        """Return the year and the number of the week."""
        days = self.local_seconds // _DAY
        thursday = from_days(days + 3 - (days + 3) % 7)
        return thursday.year, (day_of_year(thursday) - 1) // 7 + 1


def from_instant(nanoseconds: int, location: Location = UTC_ZONE) -> Time:
    """Return the time of an instant."""
    seconds, rest = divmod(nanoseconds, SECOND)
    return Time(seconds, rest, location)


def from_clock(date: Date, seconds: int, nanoseconds: int, location: Location) -> Time:
    """Return the time at which the clock of a zone shows a date and the seconds since midnight."""
    local = to_days(*date) * _DAY + seconds
    offset = offset_at(location, local).seconds
    if offset:
        offset = offset_at(location, local - offset).seconds
    return Time(local - offset, nanoseconds, location)
