"""Compare values of test files with the strings of a run."""

from __future__ import annotations

import json
from typing import Any

from argogen.yaml.scalars import to_string

_LONGEST = 120


def is_equal(expected: Any, actual: str | None) -> bool:
    """Return whether a string is an expected value; lists, mappings and numbers may be written differently in JSON."""
    if expected is None or actual is None:
        return expected is None and actual is None
    if to_string(expected) == actual:
        return True
    if isinstance(expected, str):
        return False
    try:
        found = json.loads(actual)
    except (ValueError, RecursionError):
        return False
    return bool(_freeze(found) == _freeze(expected))


def _freeze(value: Any) -> str:
    """Return JSON that is equal for equal values: `true` and 1 differ, 1 and 1.0 do not."""
    return json.dumps(_normalize(value), sort_keys=True)


def _normalize(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _normalize(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_normalize(item) for item in value]
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def show(value: Any) -> str:
    """Return a value for messages; the string of a run, or the expected value."""
    if value is None:
        return "no value"
    text = to_string(value)
    shown = f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text
    return json.dumps(shown, ensure_ascii=False) if not shown or shown != shown.strip() or "\n" in shown else shown
