"""Keep the end of a stream."""

from __future__ import annotations

RESULT_LIMIT = 256 * 1024
"""The number of bytes at the end of the standard output that Argo keeps as result."""
_KEPT = RESULT_LIMIT + 1


class Tail:
    """The end of a stream."""

    def __init__(self) -> None:
        self._data = bytearray()

    def add(self, data: bytes) -> None:
        """Append a chunk."""
        self._data += data
        if len(self._data) > 2 * _KEPT:
            del self._data[:-_KEPT]

    def read(self) -> bytes:
        """Return the last bytes, with one for the line break that Argo removes."""
        return bytes(self._data[-_KEPT:])
