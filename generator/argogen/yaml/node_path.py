"""The path of a node in a document."""

from __future__ import annotations

from typing import TypeAlias

NodePath: TypeAlias = tuple[str | int, ...]
"""The keys of mappings and the indices of lists from the top of a document to a node."""
