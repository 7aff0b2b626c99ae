"""Layouts of times, such as `2006-01-02`: their elements, and times in them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from argogen.argo.evaluation.golang.clock.calendar import MONTHS, WEEKDAYS
from argogen.argo.evaluation.golang.clock.times import Time

RFC3339 = "2006-01-02T15:04:05Z07:00"
RFC3339_NANO = "2006-01-02T15:04:05.999999999Z07:00"
_ELEMENT = re.compile(
    r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|0[1-6]|15|1|2006|2|__2|_2(?!006)|[345]|PM|pm"
    r"|[-Z]07(?::00:00|0000|:00|00|)|[.,](?:0+|9+)(?![0-9])"
)
_ZONE = re.compile(r"[-Z]07")


class Element(NamedTuple):
    """An element of a layout, after literal text; `name` is empty at the end."""

    literal: str
    name: str


@functools.lru_cache(maxsize=256)
def split_layout(layout: str) -> tuple[Element, ...]:
    """Return the elements of a layout."""
    elements: list[Element] = []
    end = 0
    for found in _ELEMENT.finditer(layout):
        elements.append(Element(layout[end : found.start()], found[0]))
        end = found.end()
    return (*elements, Element(layout[end:], ""))


def format_time(time: Time, layout: str) -> str:
    """Return a time in a layout."""
    return "".join(element.literal + _write(time, element.name) for element in split_layout(layout))


def _write(time: Time, name: str) -> str:
    if not name:
        return ""
    if _ZONE.match(name):
        return _write_zone(time, name)
    if name[0] in ".,":
        return _write_fraction(time, name)
    return _WRITERS[name](time)


def _write_zone(time: Time, name: str) -> str:
    offset = time.offset.seconds
    if name[0] == "Z" and offset == 0:
        return "Z"
    sign = "-" if offset // 60 < 0 and -((-offset) // 60) < 0 else "+"
    minutes, seconds = abs(offset) // 60, abs(offset) % 60
    colon = ":" if ":" in name else ""
    text = f"{sign}{minutes // 60:02d}"
    if len(name) > len("-07"):
        text += f"{colon}{minutes % 60:02d}"
    return text + f"{colon}{seconds:02d}" if len(name) >= len("-070000") else text


def _write_fraction(time: Time, name: str) -> str:
    digits = f"{time.nanoseconds:09d}"[: len(name) - 1]
    if name[1] == "0":
        return name[0] + digits + "0" * (len(name) - 1 - len(digits))
    digits = digits.rstrip("0")
    return name[0] + digits if digits else ""


def _zone_name(time: Time) -> str:
    return time.offset.name or _write_unnamed_zone(time)


def _write_unnamed_zone(time: Time) -> str:
    offset = time.offset.seconds // 60
    sign, offset = ("-", -offset) if offset < 0 else ("+", offset)
    return f"{sign}{offset // 60:02d}{offset % 60:02d}"


def _year(time: Time, digits: int = 4) -> str:
    year = time.date.year
    return f"-{-year:0{digits}d}" if year < 0 else f"{year:0{digits}d}"


def _hour(time: Time) -> int:
    return time.second_of_day // 3600


def _hour12(time: Time) -> int:
    return _hour(time) % 12 or 12


def _minute(time: Time) -> int:
    return time.second_of_day // 60 % 60


_WRITERS: Mapping[str, Callable[[Time], str]] = {
    "2006": _year,
    "06": lambda time: f"{max(0, time.date.year) % 100:02d}",
    "January": lambda time: MONTHS[time.date.month - 1],
    "Jan": lambda time: MONTHS[time.date.month - 1][:3],
    "1": lambda time: str(time.date.month),
    "01": lambda time: f"{time.date.month:02d}",
    "Monday": lambda time: WEEKDAYS[time.weekday],
    "Mon": lambda time: WEEKDAYS[time.weekday][:3],
    "2": lambda time: str(time.date.day),
    "_2": lambda time: f"{time.date.day:2d}",
    "02": lambda time: f"{time.date.day:02d}",
    "__2": lambda time: f"{time.day_of_year:3d}",
    "002": lambda time: f"{time.day_of_year:03d}",
    "15": lambda time: f"{_hour(time):02d}",
    "3": lambda time: str(_hour12(time)),
    "03": lambda time: f"{_hour12(time):02d}",
    "4": lambda time: str(_minute(time)),
    "04": lambda time: f"{_minute(time):02d}",
    "5": lambda time: str(time.second_of_day % 60),
    "05": lambda time: f"{time.second_of_day % 60:02d}",
    "PM": lambda time: "PM" if _hour(time) >= 12 else "AM",
    "pm": lambda time: "pm" if _hour(time) >= 12 else "am",
    "MST": _zone_name,
}


def to_text(time: Time) -> str:
    """Return a time as `%v` writes it."""
    return format_time(time, "2006-01-02 15:04:05.999999999 -0700 MST")
