"""The Gregorian calendar for all years, beyond those of `datetime`."""

from __future__ import annotations

from typing import NamedTuple

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)
_EPOCH_DAY = 719468
_DAYS_OF_ERA = 146097


class Date(NamedTuple):
    """A day."""

    year: int
    month: int
    day: int


def is_leap(year: int) -> bool:
    """Return whether a year has a 29th of February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_before_month(month: int) -> int:
    """Return the days of a common year before a month."""
    return _DAYS_BEFORE[month - 1]


def days_of_month(year: int, month: int) -> int:
    """Return the number of days of a month."""
    return 29 if month == 2 and is_leap(year) else _DAYS_BEFORE[month] - _DAYS_BEFORE[month - 1]


def to_days(year: int, month: int, day: int) -> int:
    """Return the days since 1970-01-01; months and days beyond their ranges move to the following ones."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    shifted = year - (month <= 2)
    era, year_of_era = divmod(shifted, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * _DAYS_OF_ERA + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - _EPOCH_DAY


def from_days(days: int) -> Date:
    """Return the date of a number of days since 1970-01-01."""
    era, day_of_era = divmod(days + _EPOCH_DAY, _DAYS_OF_ERA)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return Date(era * 400 + year_of_era + (month <= 2), month, day)


def day_of_year(date: Date) -> int:
    """Return the number of a day in its year, from 1."""
    leap = date.month > 2 and is_leap(date.year)
    return days_before_month(date.month) + date.day + leap
