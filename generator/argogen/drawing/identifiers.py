"""Names of nodes in the languages of pictures, derived from the ids of elements."""

from __future__ import annotations

import re

_OTHERS = re.compile(r"[^A-Za-z0-9]+")
_LONGEST = 60


class Identifiers:
    """Unique names of letters, digits and underscores; each id has one, however often it is looked up."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._known: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def find(self, element: str) -> str:
        """Return the name of an element."""
        known = self._known.get(element)
        if known is None:
            known = self._known[element] = self._make(element)
        return known

    def _make(self, element: str) -> str:
        base = f"{self._prefix}{_OTHERS.sub('_', element).strip('_')[:_LONGEST]}"
        count = self._counts[base] = self._counts.get(base, 0) + 1
        # Two underscores are in no other name, as `_make` has replaced all sequences of them by one.
        return base if count == 1 else f"{base}__{count}"
