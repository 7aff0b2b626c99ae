"""Read objects of Kubernetes from strings with template tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from argogen.argo.expressions.tags import MASK, mask_tags
from argogen.linter.model.subject import Subject
from argogen.yaml.embedded import EmbeddedYamlError


def read_with_tags(text: str, subject: Subject) -> Sequence[Any]:
    """Return the documents of a string, with "{{tag}}" for each string that has a tag; none if it is not YAML."""
    try:
        masked = mask_tags(text)
        parts = subject.read_embedded(masked)
        return parts if masked == text else [_unmask(part) for part in parts]
    except EmbeddedYamlError:
        return ()


def _unmask(value: Any) -> Any:
    """Return a value with a tag in each string that had one."""
    if isinstance(value, str):
        return "{{tag}}" if MASK in value else value
    if isinstance(value, list):
        return [_unmask(item) for item in value]
    return {_unmask(key): _unmask(item) for key, item in value.items()} if isinstance(value, dict) else value
