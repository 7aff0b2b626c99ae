"""Source spellings of keys and values of a document, stored beside its plain data."""

from __future__ import annotations

from typing import Any


class EntrySpellings:
    """The source spelling of entries of containers.

    Indexed by the identity of the container and not by its path, since an anchored container has several paths.
    Containers with an entry are referenced, so that their identity remains unique.
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
        """Set the spelling of an entry, which is a key of a mapping or an index of a list; None removes it."""
        if text is None:
            self._texts.pop((id(container), entry), None)
        else:
            self._texts[id(container), entry] = (container, text)

    def get(self, container: Any, entry: str | int) -> str | None:
        """Return the spelling of an entry, None if it is not stored."""
        found = self._texts.get((id(container), entry))
        return found[1] if found else None
