"""Durations as Go's time.ParseDuration reads them, as Argo reads them in some fields, and those of pipelines.

Go has no days, weeks or spaces: https://pkg.go.dev/time#ParseDuration. Argo also accepts a number of seconds in
`suspend.duration`, `retryStrategy.backoff` and `podGC.deleteDelayDuration` (pkg/apis/workflow/v1alpha1/utils.go), but
not in `timeout`, `memoize.maxAge` and the retries of a container set. Keys of pipelines accept days and seconds, too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from argogen.argo.notation.error import NotationError, quote
from argogen.late import import_late

if TYPE_CHECKING:
    import decimal
    import fractions
    from decimal import Decimal
    from fractions import Fraction
else:
    decimal = import_late("decimal")
    fractions = import_late("fractions")

LONGEST = 2**63 - 1
"""The nanoseconds of the longest duration in Go, about 292 years."""

_SECOND = 10**9
_DAY_DURATION_HINT = "use a number of seconds, or the units d, h, m and s: 90s, 15m, 2h, 1d"
_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": _SECOND, "m": 60 * _SECOND}
_UNITS |= {"h": 3600 * _SECOND, "d": 24 * 3600 * _SECOND}
# Compiled by `re` at their first use: most pipelines have few durations, and each start imports this module.
_GO_PART = r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([^0-9.]+)"
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_DAY_PART = r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)"
_DAY_DURATION = rf"(?:{_DAY_PART})+"
# A longer number is too large in any unit, or too precise; Python does not convert more than 4,300 digits.
_MOST_DIGITS = 1000
# Invalid spellings, and their units; a day is 24 hours, and a week seven days.
_INTENDED = (
    r"(?ai)([0-9]+(?:\.[0-9]+)?)\s*"
    r"(?:(ms|millis\w*|msecs?)|(s|secs?|seconds?)|(m|mins?|minutes?)|(h|hrs?|hours?)|(d|days?)|(w|weeks?))"
    r"(?![a-z])\s*"
)
_UNIT_OF_GROUP = {2: ("ms", 1), 3: ("s", 1), 4: ("m", 1), 5: ("h", 1), 6: ("h", 24), 7: ("h", 168)}


def read_go_duration(text: str) -> int:
    """Return the nanoseconds of a duration such as `1h30m`. Raises NotationError."""
    unsigned = text[1:] if text[:1] in ("-", "+") else text
    sign = -1 if text[:1] == "-" else 1
    if unsigned == "0":
        return 0
    if len(text) > _MOST_DIGITS:
        raise _build_error(text)
    total: Fraction | int = 0
    end = 0
    for part in re.finditer(_GO_PART, unsigned):
        if part.start() != end or part[2] not in _UNITS or part[2] == "d":
            raise _build_error(text)
        # Fractions take longer, and the import of their module milliseconds.
        number = int(part[1]) if part[1].isdecimal() else fractions.Fraction(part[1].rstrip("."))
        total += number * _UNITS[part[2]]
        end = part.end()
    if not unsigned or end != len(unsigned):
        raise _build_error(text)
    if total > LONGEST:
        raise _build_too_long(text)
    return sign * int(total)


def read_duration(text: str) -> int:
    """Return the nanoseconds of a duration of most fields of Argo: seconds, or a Go duration. Raises NotationError."""
    if not re.fullmatch(r"[-+]?[0-9]{1,19}", text):
        return read_go_duration(text)
    nanoseconds = int(text) * _SECOND
    if abs(nanoseconds) > LONGEST:
        raise _build_too_long(text)
    return nanoseconds


def read_day_duration(written: str | float) -> Fraction:
    """Return the seconds of a duration of a pipeline: `90s`, `2h30m`, `1.5d`, a number of seconds.

    Raises NotationError, also for a duration beyond the maximum of Go.
    """
    text = write_decimal(written) if isinstance(written, (int, float)) else written
    if not (re.fullmatch(_NUMBER, text) or re.fullmatch(_DAY_DURATION, text)):
        raise NotationError(f"invalid duration {quote(str(written))}", _DAY_DURATION_HINT)
    if len(text) > _MOST_DIGITS:
        raise _build_too_long(str(written))
    parts = re.findall(_DAY_PART, text) or [(text, "s")]
    total = sum(fractions.Fraction(number) * _UNITS[unit] for number, unit in parts)
    if total > LONGEST:
        raise _build_too_long(str(written))
    return fractions.Fraction(total) / _SECOND


def is_day_duration(written: str | float) -> bool:
    """Return whether a value is a valid duration of a pipeline."""
    try:
        read_day_duration(written)
    except NotationError:
        return False
    return True


def format_go_duration(written: str | float) -> str:
    """Return a duration of a pipeline in Go's notation, with days as hours, and a number as seconds."""
    if isinstance(written, (int, float)):
        return f"{write_decimal(written)}s"
    if re.fullmatch(_NUMBER, written):
        return f"{written}s"
    return re.sub(_DAY_PART, lambda part: multiply(part[1], 24) + "h" if part[2] == "d" else part[0], written)


def multiply(number: str, factor: int) -> str:
    """Return the exact product of a decimal number and a factor, without exponent or redundant zeros."""
    exact = decimal.Context(prec=2 * _MOST_DIGITS)
    return write_decimal(exact.multiply(decimal.Decimal(number), factor))


def write_decimal(number: float | Decimal) -> str:
    """Return a number in decimal notation, without exponent or redundant zeros."""
    if not isinstance(number, decimal.Decimal):
        number = decimal.Decimal(repr(float(number)) if number % 1 else int(number))
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _build_error(text: str) -> NotationError:
    intended = find_intended_duration(text)
    hint = f"use '{intended}'" if intended else "use the units h, m, s and ms, as in 1h30m"
    return NotationError(f"invalid duration {quote(text)}", hint, intended)


def _build_too_long(text: str) -> NotationError:
    return NotationError(f"duration {quote(text)} exceeds the maximum of Go", "use at most 2562047h (about 292 years)")


def find_intended_duration(text: str) -> str:
    """Return the duration that is most likely meant, in the units of Go, or ""."""
    if re.fullmatch(_NUMBER, text) and len(text) <= _MOST_DIGITS:
        return f"{text}s"
    written, end = [], 0
    stripped = text.strip() if len(text) <= _MOST_DIGITS else ""
    for part in re.finditer(_INTENDED, stripped):
        if part.start() != end:
            return ""
        unit, factor = _UNIT_OF_GROUP[part.lastindex or 3]
        written.append((multiply(part[1], factor) if factor > 1 else part[1]) + unit)
        end = part.end()
    intended = "".join(written)
    return intended if end == len(stripped) and intended != text else ""
