"""Replace the values of Secrets in messages and records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from argogen.executors.pods.secrets import mask

_TEXTS = ("name", "displayName", "message", "inputs", "outputs", "memoizationStatus", "step", "path", "item")
"""The fields of nodes with values of the user; others are those of Argo, also if a secret is `Pod`."""


class Masking:
    """Replaces secrets by a mask; `forms` are the strings to replace, the longest first."""

    def __init__(self, forms: Sequence[str]) -> None:
        self._forms = forms

    def mask(self, text: str) -> str:
        """Return a string without secrets."""
        return mask(text, self._forms)

    def mask_all(self, value: Any) -> Any:
        """Return JSON data without secrets in its values."""
        if not self._forms:
            return value
        if isinstance(value, str):
            return self.mask(value)
        if isinstance(value, Mapping):
            return {key: self.mask_all(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.mask_all(each) for each in value]
        return value

    def mask_node(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a node as Argo records it without secrets."""
        if not self._forms:
            return row
        return {key: self.mask_all(value) if key in _TEXTS else value for key, value in row.items()}
