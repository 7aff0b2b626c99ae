"""Whether two manifests are the same to Argo.

Templates are found by name, keys have no order, null is absent, and a value is what the type of its field makes of it:
10 and "10" are one limit, but two different labels.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from argogen.argo.structure import KINDS, load_structure

_STRUCTURE = load_structure("4.1")  # the newest one has the fields of all
_READS_NUMBERS_AS_TEXT = {"IntOrString", "Quantity", "AnyString"}
_OTHER_NAMES = {"ParallelSteps": "[WorkflowStep]"}
_FREE = {"any", "string", "boolean", "integer", "number", *_READS_NUMBERS_AS_TEXT}


def find_differences(expected: Any, got: Any) -> list[str]:
    """Return a line for each difference that is relevant to Argo."""
    return list(_compare(_as_argo_reads(expected), _as_argo_reads(got), ""))


def _as_argo_reads(manifest: Any) -> Any:
    kind = manifest.get("kind", "Workflow")
    return _read(manifest, kind if kind in KINDS else "any")


def _read(value: Any, type_: str) -> Any:
    if isinstance(value, dict):
        return {key: _read(item, _type_in(type_, key)) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        items = [_read(item, _type_in(type_)) for item in value]
        return _by_name(items) if type_ == "[Template]" else items
    if type_ in _READS_NUMBERS_AS_TEXT and isinstance(value, (int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return value


def _type_in(type_: str, key: str = "") -> str:
    """Return the type of the elements of a type."""
    type_ = _OTHER_NAMES.get(type_, type_)
    if type_[0] in "[{":
        return type_[1:-1]
    field = None if type_ in _FREE else _STRUCTURE.field(type_, key)
    return field.type if field else "any"


def _by_name(templates: list[Any]) -> Any:
    named = {template.get("name"): template for template in templates}
    return named if len(named) == len(templates) else templates


def _compare(expected: Any, got: Any, place: str) -> Iterator[str]:
    if isinstance(expected, dict) and isinstance(got, dict):
        for key in [*expected, *(key for key in got if key not in expected)]:
            yield from _compare(expected.get(key), got.get(key), f"{place}.{key}")
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for number, (one, other) in enumerate(zip(expected, got, strict=True)):
            yield from _compare(one, other, f"{place}[{number}]")
    elif expected != got or isinstance(expected, bool) != isinstance(got, bool):
        yield f"{place}: expected {expected!r}, got {got!r}"
