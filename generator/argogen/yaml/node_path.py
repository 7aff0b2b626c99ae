"""The path of a node in a document."""

from __future__ import annotations

from typing import Any, TypeAlias

NodePath: TypeAlias = tuple[str | int, ...]
"""The keys of mappings and the indices of lists from the top of a document to a node."""


def follow(data: Any, path: NodePath) -> Any:
    """Return the value at a path below `data`, None if the path does not exist."""
    for part in path:
        try:
            data = data[part]
        except (LookupError, TypeError):
            return None
    return data
