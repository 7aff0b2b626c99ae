"""The caches of memoized templates."""

from __future__ import annotations

import re
from typing import NamedTuple

from argogen.runner.nodes.node import Outputs

_KEY = re.compile(r"[a-zA-Z0-9][-a-zA-Z0-9]*")


class CacheError(Exception):
    """An invalid key, with the message of Argo."""


class Entry(NamedTuple):
    """Cached outputs, and the time at which they were stored."""

    outputs: Outputs | None
    created_at: int


class Memory:
    """The caches by name; one instance that several runs share keeps outputs between them."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], Entry] = {}

    def load(self, cache: str, key: str) -> Entry | None:
        """Return the entry of a key, None without one. Raises CacheError."""
        if not _KEY.fullmatch(key):
            raise CacheError(f"invalid cache key: {key}")
        return self._entries.get((cache, key))

    def save(self, cache: str, key: str, outputs: Outputs | None, now: int) -> None:
        """Store outputs."""
        self._entries[cache, key] = Entry(outputs, now)
