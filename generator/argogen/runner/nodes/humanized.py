"""Durations in messages of Argo."""

from __future__ import annotations

_SECOND = 10**9
_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def humanize(duration: int) -> str:
    """Return a duration with its two largest units, such as `2 minutes 5 seconds`."""
    seconds = duration // _SECOND
    for position, (size, _) in enumerate(_UNITS):
        if seconds >= size:
            rest = _UNITS[position : position + 2]
            break
    else:
        return "0 seconds"
    parts = []
    for size, name in rest:
        count, seconds = divmod(seconds, size)
        parts.append(f"{count} {name}" if count == 1 else f"{count} {name}s")
    return " ".join(parts)
