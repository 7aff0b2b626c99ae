"""Decide whether a key of the language has the same meaning as the field that it becomes."""

from __future__ import annotations

import re

from argogen.importing.reading.nodes import ManifestNode
from argogen.language.validation.definitions import build_validator

# Go's durations, as far as the language has them; it turns days and bare numbers into others.
_DURATION = re.compile(r"(\d+(\.\d+)?(ms|s|m|h))+|.*\{\{.*", re.DOTALL)
_NUMBER = re.compile(r"\d+|.*\{\{.*", re.DOTALL)
_FORMS = {"timeout": _DURATION, "pending_timeout": _DURATION, "deadline": _NUMBER}


def keeps_meaning(key: str, node: ManifestNode) -> bool:
    """Return whether a value means under a key what it means in the manifest."""
    form = _FORMS.get(key)
    return form is None or not isinstance(node.value, str) or form.fullmatch(node.value) is not None


def is_allowed(key: str, node: ManifestNode) -> bool:
    """Return whether besides the language takes the value there."""
    return keeps_meaning(key, node) and build_validator(key).is_valid(node.value)
