"""Compare manifests by their meaning in Argo."""

from __future__ import annotations

import json
from typing import Any

from argogen.argo.structure import VERSIONS, Structure, load_structure
from argogen.argo.structure.empty_values import drop_empty_values
from argogen.argo.structure.type_lookup import find_type

_CONVERTED_TO_STRING = frozenset({"IntOrString", "Quantity", "AnyString"})
_TEMPLATES, _GROUPS = "[Template]", "[ParallelSteps]"


def is_equivalent(one: Any, other: Any) -> bool:
    """Whether two manifests are equivalent in Argo.

    They may differ in the order of keys and templates, in empty values and empty groups of steps, and in numbers
    instead of strings for fields that Argo converts to strings.
    """
    return _write(one) == _write(other)


def _write(manifest: Any) -> str:
    kind = str(manifest.get("kind"))
    return json.dumps(_read(drop_empty_values(manifest, kind), kind, load_structure(VERSIONS[-1])), sort_keys=True)


def _read(value: Any, type_: str, structure: Structure) -> Any:
    if isinstance(value, dict):
        return {key: _read(item, find_type(type_, structure, key), structure) for key, item in value.items()}
    if isinstance(value, list):
        items = [_read(item, find_type(type_, structure), structure) for item in value]
        items = [item for item in items if item != []] if type_ == _GROUPS else items
        return sorted(items, key=lambda item: str(item.get("name"))) if type_ == _TEMPLATES else items
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type_ in _CONVERTED_TO_STRING and not isinstance(value, str):
        return json.dumps(value)
    return value
