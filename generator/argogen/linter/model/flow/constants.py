"""Follow a value that is a single tag to the constants that Argo inserts for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from argogen.argo.expressions.tags import find_tags
from argogen.context import Template, Workflow
from argogen.linter.model.flow.passed_values import PassedValue, PassedValues


def list_constants(passed: PassedValues, node: Workflow | Template, value: Any) -> Iterator[PassedValue]:
    """Yield the constants of a value that is only the tag of a parameter, with the place of each."""
    name = find_whole_name(value) if isinstance(value, str) else ""
    template = node if isinstance(node, Template) else None
    yield from (each for each in passed.find(name, template) if each.origin) if name else ()


def find_whole_name(value: str) -> str:
    """Return the name in a string that is a single tag, otherwise ""."""
    if not value.startswith("{{") or not value.endswith("}}"):
        return ""
    tags = find_tags(value)
    is_whole = len(tags) == 1 and tags[0].end - tags[0].start == len(value)
    return tags[0].body.lstrip("=").strip() if is_whole else ""
