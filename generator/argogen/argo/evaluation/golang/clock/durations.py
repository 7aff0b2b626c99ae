"""Durations of Go, in nanoseconds."""

from __future__ import annotations

import re
from collections.abc import Mapping

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.encoding.quoting import quote
from argogen.argo.evaluation.golang.values import Sized

MICROSECOND, MILLISECOND, SECOND = 1_000, 1_000_000, 1_000_000_000
MINUTE, HOUR = 60 * SECOND, 3600 * SECOND
_UNITS: Mapping[str, int] = {
    "ns": 1, "us": MICROSECOND, "µs": MICROSECOND, "μs": MICROSECOND, "ms": MILLISECOND, "s": SECOND, "m": MINUTE,
    "h": HOUR,
}  # fmt: skip
_PART = re.compile(r"(\d*)(?:\.(\d*))?([^\d.]+)", re.ASCII)
_SMALLEST = -(1 << 63)


class Duration(Sized):
    """A time.Duration."""

    __slots__ = ()
    go_type = types.DURATION


def parse_duration(text: str) -> Duration:
    """Return the duration that a string such as `1h30m` describes. Raises GoPanicError."""
    bare = text[1:] if text[:1] in ("+", "-") else text
    if bare == "0":
        return Duration(0)
    total, at = 0, 0
    while at < len(bare):
        part = _PART.match(bare, at)
        if part is None or not (part[1] or part[2]) or part[3] not in _UNITS:
            raise _invalid(text)
        total += _scale(part[1], part[2] or "", _UNITS[part[3]])
        at = part.end()
    total = -total if text[:1] == "-" else total
    if not bare or not _SMALLEST <= total < -_SMALLEST:
        raise _invalid(text)
    return Duration(total)


def _scale(whole: str, fraction: str, unit: int) -> int:
    digits = fraction[:18]  # further digits are below a nanosecond
    return int(whole or 0) * unit + int(int(digits or 0) * (unit / 10 ** len(digits)))


def _invalid(text: str) -> GoPanicError:
    return GoPanicError(f"time: invalid duration {quote(text)}")


def format_duration(duration: int) -> str:
    """Return a duration in the form `1h2m3.5s`."""
    number = abs(duration)
    sign = "-" if duration < 0 else ""
    if number < SECOND:
        return sign + _format_small(number)
    seconds, fraction = divmod(number, SECOND)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{seconds}{_fraction(fraction, 9)}s"
    if minutes or hours:
        text = f"{minutes}m{text}"
    return f"{sign}{hours}h{text}" if hours else sign + text


def _format_small(number: int) -> str:
    if number == 0:
        return "0s"
    name, unit, digits = ("ns", 1, 0) if number < MICROSECOND else ("µs", MICROSECOND, 3)
    if number >= MILLISECOND:
        name, unit, digits = "ms", MILLISECOND, 6
    whole, fraction = divmod(number, unit)
    return f"{whole}{_fraction(fraction, digits)}{name}"


def _fraction(number: int, digits: int) -> str:
    text = f"{number:0{digits}d}".rstrip("0") if number else ""
    return f".{text}" if text else ""


def truncate_duration(duration: int, unit: int) -> int:
    """Return a duration rounded toward zero to a multiple of a unit."""
    if unit <= 0:
        return duration
    remainder = abs(duration) % unit
    return duration - (remainder if duration >= 0 else -remainder)


def round_duration(duration: int, unit: int) -> int:
    """Return a duration rounded to the nearest multiple of a unit, halves away from zero."""
    if unit <= 0:
        return duration
    down = truncate_duration(duration, unit)
    remainder = abs(duration) - abs(down)
    if 2 * remainder < unit:
        return down
    return max(_SMALLEST, min(-_SMALLEST - 1, down + (unit if duration >= 0 else -unit)))
