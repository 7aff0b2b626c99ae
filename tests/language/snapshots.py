"""Models as plain data, to see that nothing in them has changed."""

from __future__ import annotations

import dataclasses
from typing import Any


def freeze(value: Any) -> Any:
    """Return all that a model, or a document, holds."""
    if dataclasses.is_dataclass(value):
        return {field.name: freeze(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: freeze(item) for key, item in value.items()}
    return [freeze(item) for item in value] if isinstance(value, (list, tuple)) else value
