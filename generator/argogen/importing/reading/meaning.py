"""Decide whether a key of the language has the same meaning as the field that it becomes."""

from __future__ import annotations

from argogen.argo.notation.durations import is_day_duration
from argogen.importing.reading.nodes import ManifestNode
from argogen.language.settings.expansion import expand
from argogen.language.validation.definitions import build_validator

_DURATIONS = frozenset({"timeout", "pending_timeout", "deadline"})


def keeps_meaning(key: str, node: ManifestNode) -> bool:
    """Return whether a value means under a key what it means in the manifest."""
    value = node.value
    # Of texts, the language turns days and bare numbers into others.
    return key not in _DURATIONS or not isinstance(value, str) or "{{" in value or _is_kept(key, value)


def _is_kept(key: str, text: str) -> bool:
    return is_day_duration(text) and str(expand(key, text)) == text


def is_allowed(key: str, node: ManifestNode) -> bool:
    """Return whether besides the language takes the value there."""
    is_number = key in _DURATIONS and isinstance(node.value, (int, float))
    is_readable = not is_number or is_day_duration(node.value)
    return is_readable and keeps_meaning(key, node) and build_validator(key).is_valid(node.value)
