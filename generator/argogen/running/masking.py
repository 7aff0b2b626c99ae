"""Replace the values of Secrets in messages and records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_MASK = "***"


class Masking:
    """Replaces secrets by a mask."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = sorted(secrets, key=len, reverse=True)

    def mask(self, text: str) -> str:
        """Return a string without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, _MASK)
        return text

    def mask_all(self, value: Any) -> Any:
        """Return JSON data without secrets."""
        if not self._secrets:
            return value
        if isinstance(value, str):
            return self.mask(value)
        if isinstance(value, Mapping):
            return {self.mask(str(key)): self.mask_all(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.mask_all(each) for each in value]
        return value
