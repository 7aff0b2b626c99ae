"""Read times in a layout, as time.Parse does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.clock.calendar import (
    MONTHS,
    WEEKDAYS,
    Date,
    days_of_month,
    is_leap,
)
from argogen.argo.evaluation.golang.clock.layouts import Element, split_layout
from argogen.argo.evaluation.golang.clock.times import Time, from_clock
from argogen.argo.evaluation.golang.clock.zones import UTC_ZONE, Location, find_offset, offset_at
from argogen.argo.evaluation.golang.encoding.quoting import quote

_ONE_OR_TWO, _TWO = re.compile(r"\d\d?", re.ASCII), re.compile(r"\d\d", re.ASCII)
_DAY_OF_YEAR = {"__2": re.compile(r"\d{1,3}", re.ASCII), "002": re.compile(r"\d{3}", re.ASCII)}
_FRACTION = re.compile(r"[.,](\d+)", re.ASCII)
_OFFSETS: Mapping[str, re.Pattern[str]] = {
    "07": re.compile(r"([+-])(\d\d)", re.ASCII),
    "0700": re.compile(r"([+-])(\d\d)(\d\d)", re.ASCII),
    "07:00": re.compile(r"([+-])(\d\d):(\d\d)", re.ASCII),
    "070000": re.compile(r"([+-])(\d\d)(\d\d)(\d\d)", re.ASCII),
    "07:00:00": re.compile(r"([+-])(\d\d):(\d\d):(\d\d)", re.ASCII),
}
_ZONE_NAME = re.compile(
    r"ChST|MeST|GMT(?:[+-](?:[01]?\d|2[0-3])(?!\d))?|[+-](?:[01]?\d|2[0-3])(?!\d)"
    r"|[A-Z]{4}T(?![A-Z])|(?:[A-Z]{3}T|WITA)(?![A-Z])|[A-Z]{3}(?![A-Z])",
    re.ASCII,
)


class _InvalidTimeError(Exception):
    """A string that does not correspond to its layout."""


def parse_time(layout: str, text: str, location: Location | None = None) -> Time:
    """Return the time that a string contains; without a zone in it, in `location`, or UTC. Raises GoPanicError."""
    reader = _Reader(text)
    try:
        reader.read(split_layout(layout))
        return reader.result(location or UTC_ZONE)
    except _InvalidTimeError:
        message = f"parsing time {quote(text)} as {quote(layout)}: cannot parse {quote(reader.rest)}"
        raise GoPanicError(message) from None


class _Reader:
    """Reads the elements of a string one after the other."""

    def __init__(self, text: str) -> None:
        self.rest = text
        self.year, self.month, self.day, self.day_of_year = 0, -1, -1, -1
        self.hour, self.minute, self.second, self.nanoseconds = 0, 0, 0, 0
        self.half = ""  # of the day
        self.zone: Location | None = None
        self.offset: int | None = None
        self.zone_name = ""

    def read(self, elements: tuple[Element, ...]) -> None:
        for number, element in enumerate(elements):
            self._skip(element.literal)
            name = element.name
            if not name:
                break
            if name[0] in ".,":
                self._read_fraction(name)
            elif name[0] in "-Z":
                self._read_offset(name)
            else:
                _READERS[name](self, name)
            if name in ("5", "05"):
                self._read_undeclared_fraction(elements[number + 1].name)
        if self.rest:
            raise _InvalidTimeError

    def _skip(self, literal: str) -> None:
        while literal:
            if literal[0] == " ":
                if self.rest and self.rest[0] != " ":
                    raise _InvalidTimeError
                literal, self.rest = literal.lstrip(" "), self.rest.lstrip(" ")
                continue
            if self.rest[:1] != literal[0]:
                raise _InvalidTimeError
            literal, self.rest = literal[1:], self.rest[1:]

    def take(self, pattern: re.Pattern[str], least: int, most: int) -> int:
        """Return the number at this position, which has to be in a range."""
        found = pattern.match(self.rest)
        if found is None or not least <= int(found[0]) <= most:
            raise _InvalidTimeError
        self.rest = self.rest[found.end() :]
        return int(found[0])

    def take_word(self, words: tuple[str, ...]) -> int:
        """Return the index of the word at this position, whatever its case."""
        for index, word in enumerate(words):
            if self.rest[: len(word)].lower() == word.lower():
                self.rest = self.rest[len(word) :]
                return index
        raise _InvalidTimeError

    def read_half(self, name: str) -> None:
        """Read AM or PM."""
        half = self.rest[:2]
        if half not in (("AM", "PM") if name == "PM" else ("am", "pm")):
            raise _InvalidTimeError
        self.half, self.rest = half.upper(), self.rest[2:]

    def read_zone_name(self, _: str) -> None:
        """Read the abbreviation of a zone."""
        if self.rest.startswith("UTC"):
            self.zone, self.rest = UTC_ZONE, self.rest[3:]
            return
        found = _ZONE_NAME.match(self.rest)
        if found is None:
            raise _InvalidTimeError
        self.zone_name, self.rest = found[0], self.rest[found.end() :]

    def _read_offset(self, name: str) -> None:
        if name[0] == "Z" and self.rest.startswith("Z"):
            self.zone, self.rest = UTC_ZONE, self.rest[1:]
            return
        found = _OFFSETS[name[1:]].match(self.rest)
        if found is None:
            raise _InvalidTimeError
        hours, minutes, seconds = [*map(int, found.groups()[1:]), 0, 0][:3]
        if hours > 24 or minutes > 60 or seconds > 60:
            raise _InvalidTimeError
        total = (hours * 60 + minutes) * 60 + seconds
        self.offset, self.rest = -total if found[1] == "-" else total, self.rest[found.end() :]

    def _read_fraction(self, name: str) -> None:
        if name[1] == "9":
            self._read_undeclared_fraction("")
            return
        text = self.rest[: len(name)]
        if len(text) < len(name) or not _FRACTION.fullmatch(text):
            raise _InvalidTimeError
        self._set_fraction(text[1:])

    def _read_undeclared_fraction(self, following: str) -> None:
        """Read a fraction of seconds that the layout does not have to declare."""
        found = None if following[:1] in (".", ",") else _FRACTION.match(self.rest)
        if found is not None:
            self._set_fraction(found[1])

    def _set_fraction(self, digits: str) -> None:
        self.nanoseconds, self.rest = int(f"{digits[:9]:<09}"), self.rest[len(digits) + 1 :]

    def result(self, location: Location) -> Time:
        """Return the time that was read."""
        date = self._date()
        if self.half == "PM" and self.hour < 12:
            self.hour += 12
        elif self.half == "AM" and self.hour == 12:
            self.hour = 0
        seconds = (self.hour * 60 + self.minute) * 60 + self.second
        if self.zone is not None:
            return from_clock(date, seconds, self.nanoseconds, self.zone)
        as_utc = from_clock(date, seconds, self.nanoseconds, UTC_ZONE)
        if self.offset is not None:
            return self._with_offset(as_utc, self.offset, location)
        if self.zone_name:
            return self._with_zone_name(as_utc, location)
        return from_clock(date, seconds, self.nanoseconds, location)

    def _with_offset(self, as_utc: Time, offset: int, location: Location) -> Time:
        time = as_utc._replace(seconds=as_utc.seconds - offset)
        local = offset_at(location, time.seconds)
        if local.seconds == offset and self.zone_name in ("", local.name):
            return time.in_location(location)
        return time.in_location(Location(self.zone_name, offset))

    def _with_zone_name(self, as_utc: Time, location: Location) -> Time:
        known = find_offset(location, self.zone_name, as_utc.seconds)
        if known is not None:
            return as_utc._replace(seconds=as_utc.seconds - known, location=location)
        hours = int(self.zone_name[3:]) if self.zone_name[:3] == "GMT" and len(self.zone_name) > 3 else 0
        return as_utc._replace(seconds=as_utc.seconds - hours * 3600, location=Location(self.zone_name, hours * 3600))

    def _date(self) -> Date:
        if self.day_of_year >= 0:
            return self._date_of_year()
        month, day = max(1, self.month), 1 if self.day < 0 else self.day
        if not 1 <= day <= days_of_month(self.year, month):
            raise _InvalidTimeError
        return Date(self.year, month, day)

    def _date_of_year(self) -> Date:
        if not 1 <= self.day_of_year <= 365 + is_leap(self.year):
            raise _InvalidTimeError
        day, month = self.day_of_year, 1
        while day > days_of_month(self.year, month):
            day -= days_of_month(self.year, month)
            month += 1
        if self.month not in (-1, month) or self.day not in (-1, day):
            raise _InvalidTimeError
        return Date(self.year, month, day)


def _read_long_year(reader: _Reader, _: str) -> None:
    reader.year = reader.take(re.compile(r"\d{4}", re.ASCII), 0, 9999)


def _read_year(reader: _Reader, _: str) -> None:
    year = reader.take(_TWO, 0, 99)
    reader.year = year + (1900 if year >= 69 else 2000)


def _read_month(reader: _Reader, name: str) -> None:
    reader.month = reader.take(_TWO if name == "01" else _ONE_OR_TWO, 1, 12)


def _read_month_name(reader: _Reader, name: str) -> None:
    reader.month = 1 + reader.take_word(MONTHS if name == "January" else tuple(month[:3] for month in MONTHS))


def _read_weekday(reader: _Reader, name: str) -> None:
    reader.take_word(WEEKDAYS if name == "Monday" else tuple(day[:3] for day in WEEKDAYS))


def _read_day(reader: _Reader, name: str) -> None:
    if name == "_2":
        reader.rest = reader.rest.removeprefix(" ")
    reader.day = reader.take(_TWO if name == "02" else _ONE_OR_TWO, 0, 99)


def _read_day_of_year(reader: _Reader, name: str) -> None:
    for _ in range(2 if name == "__2" else 0):
        reader.rest = reader.rest.removeprefix(" ")
    reader.day_of_year = reader.take(_DAY_OF_YEAR[name], 0, 999)


def _read_hour(reader: _Reader, _: str) -> None:
    reader.hour = reader.take(_ONE_OR_TWO, 0, 23)


def _read_hour12(reader: _Reader, name: str) -> None:
    reader.hour = reader.take(_TWO if name == "03" else _ONE_OR_TWO, 0, 12)


def _read_minute(reader: _Reader, name: str) -> None:
    reader.minute = reader.take(_TWO if name == "04" else _ONE_OR_TWO, 0, 59)


def _read_second(reader: _Reader, name: str) -> None:
    reader.second = reader.take(_TWO if name == "05" else _ONE_OR_TWO, 0, 59)


_READERS: Mapping[str, Callable[[_Reader, str], None]] = {
    "2006": _read_long_year, "06": _read_year, "01": _read_month, "1": _read_month, "January": _read_month_name,
    "Jan": _read_month_name, "Monday": _read_weekday, "Mon": _read_weekday, "2": _read_day, "_2": _read_day,
    "02": _read_day, "__2": _read_day_of_year, "002": _read_day_of_year, "15": _read_hour, "3": _read_hour12,
    "03": _read_hour12, "4": _read_minute, "04": _read_minute, "5": _read_second, "05": _read_second,
    "PM": _Reader.read_half, "pm": _Reader.read_half, "MST": _Reader.read_zone_name,
}  # fmt: skip
