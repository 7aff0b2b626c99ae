"""Kubernetes manifests inside of a resource template, which Argo takes as text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

from argogen.yaml.emitter import dump_all
from argogen.yaml.scalars import find_infinite

_EXPRESSION = re.compile(r"\{\{=((?:(?!\}\}).)*)\}\}", re.DOTALL)


def with_text(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a resource template whose manifest is text; a list of objects is several documents."""
    manifest = resource.get("manifest")
    if not isinstance(manifest, (dict, list)) or any(True for _ in find_infinite(manifest, ())):
        return resource
    return {**resource, "manifest": write_manifest(manifest if isinstance(manifest, list) else [manifest])}


def write_manifest(objects: list[Any]) -> str:
    """Return objects as YAML. A text that is one whole `{{= }}` gives a value of its own type: a number, a list."""
    plain = dump_all(objects)
    mark = next(word for word in map("value{}of".format, itertools.count()) if word not in plain)
    held: list[str] = []
    text = dump_all(_hold(item, held, mark) for item in objects)
    return re.sub(rf"{mark}(\d+)", lambda found: held[int(found[1])], text)


def _hold(value: Any, held: list[str], mark: str) -> Any:
    """Return the value with a mark in the place of each whole expression."""
    if isinstance(value, dict):
        return {key: _hold(item, held, mark) for key, item in value.items()}
    if isinstance(value, list):
        return [_hold(item, held, mark) for item in value]
    expression = _EXPRESSION.fullmatch(value.strip()) if isinstance(value, str) else None
    if expression is None:
        return value
    # JSON is YAML, and keeps texts that look like numbers apart from numbers.
    held.append(f"{{{{=toJson({expression[1].strip()})}}}}")
    return f"{mark}{len(held) - 1}"
