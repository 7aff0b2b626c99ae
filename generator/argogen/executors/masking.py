"""Replace the values of Secrets in the output of containers."""

from __future__ import annotations

_MASK = b"***"


class Masking:
    """Replaces secrets in a stream, whose chunks may end within one."""

    def __init__(self, secrets: list[bytes]) -> None:
        self._secrets = sorted(secrets, key=len, reverse=True)
        self._longest = max(map(len, secrets), default=0)
        self._kept = b""

    def replace(self, data: bytes, *, is_last: bool = False) -> bytes:
        """Return the part of a stream that is complete, with secrets replaced."""
        data = self._kept + data
        for secret in self._secrets:
            data = data.replace(secret, _MASK)
        if is_last or not self._longest:
            self._kept = b""
            return data
        held = self._find_start(data)
        self._kept = data[len(data) - held :] if held else b""
        return data[: len(data) - held] if held else data

    def _find_start(self, data: bytes) -> int:
        """Return the length of the longest end that may be the start of a secret."""
        for length in range(min(self._longest - 1, len(data)), 0, -1):
            end = data[-length:]
            if any(secret.startswith(end) for secret in self._secrets):
                return length
        return 0
