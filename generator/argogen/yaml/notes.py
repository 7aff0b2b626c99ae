"""What a person wrote, kept beside the plain data that was read from it."""

from __future__ import annotations

from typing import Any, TypeAlias

NodePath: TypeAlias = tuple[str | int, ...]
"""The way to a node from the top of a document: keys of mappings and indices of lists."""


class Notes:
    """Texts noted at entries of containers.

    By the container itself and not by its path: what an anchor shares stands at many paths. Each container that has a
    note is kept alive, so that its identity stays its own.
    """

    def __init__(self) -> None:
        self._texts: dict[tuple[int, str | int], tuple[Any, str]] = {}

    def __bool__(self) -> bool:
        return bool(self._texts)

    def copy(self) -> Notes:
        """The same notes, to be added to."""
        new = Notes()
        new._texts.update(self._texts)
        return new

    def write(self, container: Any, entry: str | int, text: str | None) -> None:
        """Note a text at a key of a mapping or an index of a list; None takes a note away."""
        if text is None:
            self._texts.pop((id(container), entry), None)
        else:
            self._texts[id(container), entry] = (container, text)

    def read(self, container: Any, entry: str | int) -> str | None:
        """The text noted there, None if there is none."""
        noted = self._texts.get((id(container), entry))
        return noted[1] if noted else None
