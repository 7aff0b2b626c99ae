"""Source spellings of the keys and values of a document, kept beside its plain data."""

from __future__ import annotations

from typing import Any


class EntrySpellings:
    """The source text of entries of containers.

    Indexed by the container itself and not by its path, since an anchored container has many paths. Each container with
    an entry here is kept alive, so that its identity stays unique.
    """

    def __init__(self) -> None:
        self._texts: dict[tuple[int, str | int], tuple[Any, str]] = {}

    def __bool__(self) -> bool:
        return bool(self._texts)

    def copy(self) -> EntrySpellings:
        """Return an independent copy."""
        new = EntrySpellings()
        new._texts.update(self._texts)
        return new

    def set(self, container: Any, entry: str | int, text: str | None) -> None:
        """Set the source text of a key of a mapping or an index of a list; None removes it."""
        if text is None:
            self._texts.pop((id(container), entry), None)
        else:
            self._texts[id(container), entry] = (container, text)

    def get(self, container: Any, entry: str | int) -> str | None:
        """Return the source text of an entry, None if it has none."""
        found = self._texts.get((id(container), entry))
        return found[1] if found else None
