"""Where a manifest is, and its distance to others: of several libraries with one name, the nearest one applies."""

from __future__ import annotations

from itertools import takewhile

from argogen.records import TupleRecord


class Origin(TupleRecord):
    """Where a manifest is: its file as shown, the absolute directory, and the environment of its project, if any."""

    file: str
    folder: tuple[str, ...] = ()
    environment: str | None = None

    def measure(self, other: Origin) -> tuple[bool, bool, int]:
        """Return the distance to another origin: another environment, another file, the number of directories."""
        shared = sum(
            1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(self.folder, other.folder, strict=False))
        )
        steps = len(self.folder) + len(other.folder) - 2 * shared
        return self.environment != other.environment, self.file != other.file, steps


NOWHERE = Origin("")
