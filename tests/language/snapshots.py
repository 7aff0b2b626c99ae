"""Models as plain data, to see that nothing in them has changed."""

from __future__ import annotations

from typing import Any

from argogen.records import Record


def freeze(value: Any) -> Any:
    """Return all that a model, or a document, holds."""
    if isinstance(value, Record):
        return {name: freeze(getattr(value, name)) for name in value._fields}
    if isinstance(value, dict):
        return {key: freeze(item) for key, item in value.items()}
    return [freeze(item) for item in value] if isinstance(value, (list, tuple)) else value
