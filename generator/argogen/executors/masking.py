"""Replace secrets in streams."""

from __future__ import annotations

import bisect
from collections.abc import Iterable

_MASK = b"***"


class StreamMasking:
    """Replaces secrets in a stream, whose chunks may end within one."""

    def __init__(self, secrets: Iterable[bytes]) -> None:
        self._ordered = sorted(secrets)
        self._secrets = sorted(self._ordered, key=len, reverse=True)
        self._longest = max(map(len, self._secrets), default=0)
        self._first = {secret[0] for secret in self._secrets}
        self._kept = b""

    def replace(self, data: bytes, *, is_last: bool = False) -> bytes:
        """Return the part of a stream that is complete, with secrets replaced."""
        if not self._longest:
            return data
        data = self._kept + data
        end = len(data) if is_last else self._find_end(data)
        data, self._kept = data[:end], data[end:]
        for secret in self._secrets:
            data = data.replace(secret, _MASK)
        return data

    def _find_end(self, data: bytes) -> int:
        """Return the length of the part before the last end that may be the start of a secret."""
        start = max(0, len(data) - self._longest + 1)
        end = next((number for number in range(start, len(data)) if self._may_start(data, number)), len(data))
        while (earlier := self._find_within(data, end)) < end:
            end = earlier
        return end

    def _may_start(self, data: bytes, number: int) -> bool:
        if data[number] not in self._first:
            return False
        end = data[number:]
        index = bisect.bisect_left(self._ordered, end)
        return index < len(self._ordered) and self._ordered[index].startswith(end)

    def _find_within(self, data: bytes, end: int) -> int:
        """Return the start of a complete secret that a position divides, else the position."""
        found = (data.find(secret, max(0, end - len(secret) + 1), end + len(secret) - 1) for secret in self._secrets)
        return min((start for start in found if 0 <= start < end), default=end)
