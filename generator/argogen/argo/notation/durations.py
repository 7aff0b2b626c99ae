"""Durations as Go's time.ParseDuration reads them, and as Argo does where it also takes a number of seconds.

Go knows neither days nor weeks nor blanks: https://pkg.go.dev/time#ParseDuration. Argo takes a bare number in
`suspend.duration`, `retryStrategy.backoff` and `podGC.deleteDelayDuration` (pkg/apis/workflow/v1alpha1/utils.go), but
not in `timeout`, `memoize.maxAge` and a container set's retries.
"""

from __future__ import annotations

import re
from fractions import Fraction

from argogen.argo.notation.error import NotationError, quote

_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_PART = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)([^0-9.]+)")
_LONGEST = 2**63 - 1
# What people write, and the unit that they mean; a day is 24 hours, and a week seven days.
_MEANT = re.compile(
    r"([0-9]+(?:\.[0-9]+)?)\s*"
    r"(?:(ms|millis\w*|msecs?)|(s|secs?|seconds?)|(m|mins?|minutes?)|(h|hrs?|hours?)|(d|days?)|(w|weeks?))"
    r"(?![a-z])\s*",
    re.IGNORECASE,
)
_UNIT_OF_GROUP = {2: ("ms", 1), 3: ("s", 1), 4: ("m", 1), 5: ("h", 1), 6: ("h", 24), 7: ("h", 168)}


def read_go_duration(text: str) -> int:
    """Nanoseconds of a duration such as `1h30m`. Raises NotationError."""
    unsigned = text[1:] if text[:1] in ("-", "+") else text
    sign = -1 if text[:1] == "-" else 1
    if unsigned == "0":
        return 0
    total, end = Fraction(0), 0
    for part in _PART.finditer(unsigned):
        if part.start() != end or part[2] not in _UNITS:
            raise _bad(text)
        total += Fraction(part[1].rstrip(".")) * _UNITS[part[2]]
        end = part.end()
    if not unsigned or end != len(unsigned) or total > _LONGEST:
        raise _bad(text)
    return sign * int(total)


def read_duration(text: str) -> int:
    """Nanoseconds of what Argo takes in most places: a number of seconds, or Go's duration. Raises NotationError."""
    return int(text) * 10**9 if re.fullmatch(r"[-+]?[0-9]+", text, re.ASCII) else read_go_duration(text)


def _bad(text: str) -> NotationError:
    meant = mean_duration(text)
    hint = f"write {meant}" if meant else "write it with h, m, s and ms, such as 1h30m"
    return NotationError(f"{quote(text)} is no duration", hint, meant)


def mean_duration(text: str) -> str:
    """The duration that somebody means, in Go's units; "" if that cannot be known."""
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text, re.ASCII):
        return f"{text}s"
    written, end = [], 0
    stripped = text.strip()
    for part in _MEANT.finditer(stripped):
        if part.start() != end:
            return ""
        unit, factor = _UNIT_OF_GROUP[part.lastindex or 3]
        written.append(f"{float(part[1]) * factor:g}{unit}" if factor > 1 else part[1] + unit)
        end = part.end()
    meant = "".join(written)
    return meant if end == len(stripped) and meant != text else ""
