"""Kubernetes objects as YAML documents: the manifest of a resource template is a string in Argo."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Any

from argogen.yaml.emitter import dump_all

_EXPRESSION = re.compile(r"\{\{=((?:(?!\}\}).)*)\}\}", re.DOTALL)


def write_documents(objects: Sequence[Any]) -> str:
    """Return objects as YAML. A string that consists of one `{{= }}` keeps the type of its value, such as a number."""
    plain = dump_all(objects)
    mark = next(word for word in map("value{}of".format, itertools.count()) if word not in plain)
    held: list[str] = []
    text = dump_all(_hold(item, held, mark) for item in objects)
    return re.sub(rf"{mark}(\d+)", lambda found: held[int(found[1])], text)


def _hold(value: Any, held: list[str], mark: str) -> Any:
    """Return the value with a mark in place of each string that consists of one expression."""
    if isinstance(value, dict):
        return {key: _hold(item, held, mark) for key, item in value.items()}
    if isinstance(value, list):
        return [_hold(item, held, mark) for item in value]
    expression = _EXPRESSION.fullmatch(value.strip()) if isinstance(value, str) else None
    if expression is None:
        return value
    # JSON is YAML, and distinguishes strings that look like numbers from numbers.
    held.append(f"{{{{=toJson({expression[1].strip()})}}}}")
    return f"{mark}{len(held) - 1}"
