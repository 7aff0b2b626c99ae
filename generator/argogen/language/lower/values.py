"""Values of a pipeline in the form that an Argo field wants: text, seconds, Go durations."""

from __future__ import annotations

import math
import re
from typing import Any

from argogen.yaml.scalars import to_code_string, to_string

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def as_text(value: Any) -> str:
    """A parameter's value as Argo holds it: text; numbers as the person wrote them, the rest as YAML or JSON."""
    return to_string(value)


def as_value(value: Any) -> str:
    """A parameter's value as code reads it: with its type."""
    return to_code_string(value)


def as_seconds(duration: str | float) -> int | str:
    """A duration of the language (`90s`, `1d`, `2h30m`, a number of seconds) in whole seconds, rounded up.

    Text with a tag in it stays as it is: Argo puts the value in later.
    """
    if isinstance(duration, str) and "{{" in duration:
        return duration
    return math.ceil(_seconds(duration))


def as_go_duration(duration: str | float) -> str:
    """A duration of the language as Go's time.ParseDuration reads it, which knows neither days nor bare numbers."""
    if isinstance(duration, (int, float)):
        return f"{duration:g}s" if duration < 1e6 else f"{math.ceil(duration)}s"
    if "{{" in duration:
        return duration
    if _NUMBER.fullmatch(duration):
        return f"{duration}s"
    return _PART.sub(lambda part: f"{float(part[1]) * 24:g}h" if part[2] == "d" else part[0], duration)


def _seconds(duration: str | float) -> float:
    if isinstance(duration, (int, float)) or _NUMBER.fullmatch(duration):
        return float(duration)
    return sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(duration))
