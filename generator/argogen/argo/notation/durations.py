"""Durations as Go's time.ParseDuration reads them, as Argo does where it also takes seconds, and with days.

Go has neither days nor weeks nor blanks: https://pkg.go.dev/time#ParseDuration. Argo takes a bare number in
`suspend.duration`, `retryStrategy.backoff` and `podGC.deleteDelayDuration` (pkg/apis/workflow/v1alpha1/utils.go), but
not in `timeout`, `memoize.maxAge` and a container set's retries. A pipeline's own keys take days and seconds, too.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from fractions import Fraction

from argogen.argo.notation.error import NotationError, quote

LONGEST = 2**63 - 1
"""The nanoseconds of the longest duration in Go, some 292 years."""

_SECOND = 10**9
_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": _SECOND, "m": 60 * _SECOND}
_UNITS |= {"h": 3600 * _SECOND, "d": 24 * 3600 * _SECOND}
# Compiled at their first use, by `re` itself: most pipelines have few durations, and every start imports this module.
_GO_PART = r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([^0-9.]+)"
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_DAY_PART = r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)"
_DAY_DURATION = rf"(?:{_DAY_PART})+"
# A text of more is too long in any unit, or too exact; Python would refuse to read some 4,300 digits.
_MOST_DIGITS = 1000
_EXACT = Context(prec=2 * _MOST_DIGITS)
# What people write, and the unit that they mean; a day is 24 hours, and a week seven days.
_MEANT = (
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
    total, end = Fraction(0), 0
    for part in re.finditer(_GO_PART, unsigned):
        if part.start() != end or part[2] not in _UNITS or part[2] == "d":
            raise _build_error(text)
        total += Fraction(part[1].rstrip(".")) * _UNITS[part[2]]
        end = part.end()
    if not unsigned or end != len(unsigned) or total > LONGEST:
        raise _build_error(text)
    return sign * int(total)


def read_duration(text: str) -> int:
    """Return the nanoseconds of what Argo takes in most places: seconds, or Go's duration. Raises NotationError."""
    if not re.fullmatch(r"[-+]?[0-9]{1,19}", text):
        return read_go_duration(text)
    nanoseconds = int(text) * _SECOND
    if abs(nanoseconds) > LONGEST:
        raise _build_error(text)
    return nanoseconds


def read_day_duration(written: str | float) -> Fraction:
    """Return the seconds of a pipeline's duration: `90s`, `2h30m`, `1.5d`, a number of seconds. Raises NotationError.

    There are at most as many as Go can hold.
    """
    text = write_decimal(written) if isinstance(written, (int, float)) else written
    if not (re.fullmatch(_NUMBER, text) or re.fullmatch(_DAY_DURATION, text)):
        raise NotationError(f"{quote(str(written))} is not a duration", "write it as 90s, 15m, 2h or 1d, or in seconds")
    if len(text) > _MOST_DIGITS:
        raise _build_too_long(str(written))
    parts = re.findall(_DAY_PART, text) or [(text, "s")]
    total = sum(Fraction(number) * _UNITS[unit] for number, unit in parts)
    if total > LONGEST:
        raise _build_too_long(str(written))
    return Fraction(total) / _SECOND


def is_day_duration(written: str | float) -> bool:
    """Return whether a value is a pipeline's duration that Go can hold."""
    try:
        read_day_duration(written)
    except NotationError:
        return False
    return True


def format_go_duration(written: str | float) -> str:
    """Return a pipeline's duration in Go's notation: what is in it stays, days become hours, numbers seconds."""
    if isinstance(written, (int, float)):
        return f"{write_decimal(written)}s"
    if re.fullmatch(_NUMBER, written):
        return f"{written}s"
    return re.sub(_DAY_PART, lambda part: multiply(part[1], 24) + "h" if part[2] == "d" else part[0], written)


def multiply(number: str, factor: int) -> str:
    """Return a decimal number times a factor: exactly, without exponent or needless zeros."""
    return write_decimal(_EXACT.multiply(Decimal(number), factor))


def write_decimal(number: float | Decimal) -> str:
    """Return a number in decimal notation: as it is written if that has no exponent, without needless zeros."""
    exact = number if isinstance(number, Decimal) else Decimal(repr(float(number)) if number % 1 else int(number))
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _build_error(text: str) -> NotationError:
    meant = mean_duration(text)
    hint = f"write {meant}" if meant else "write it with h, m, s and ms, such as 1h30m"
    return NotationError(f"{quote(text)} is no duration", hint, meant)


def _build_too_long(text: str) -> NotationError:
    return NotationError(f"the duration {quote(text)} is too long", "write at most 106751d, some 292 years")


def mean_duration(text: str) -> str:
    """Return the duration that somebody means, in Go's units; "" if that cannot be known."""
    if re.fullmatch(_NUMBER, text) and len(text) <= _MOST_DIGITS:
        return f"{text}s"
    written, end = [], 0
    stripped = text.strip() if len(text) <= _MOST_DIGITS else ""
    for part in re.finditer(_MEANT, stripped):
        if part.start() != end:
            return ""
        unit, factor = _UNIT_OF_GROUP[part.lastindex or 3]
        written.append((multiply(part[1], factor) if factor > 1 else part[1]) + unit)
        end = part.end()
    meant = "".join(written)
    return meant if end == len(stripped) and meant != text else ""
