"""Compare two manifests by what they mean to Argo."""

from __future__ import annotations

import json
from typing import Any

from argogen.argo.structure import VERSIONS, Structure, load_structure
from argogen.argo.structure.empty_values import drop_empty_values
from argogen.argo.structure.type_lookup import find_type

_READ_AS_TEXT = frozenset({"IntOrString", "Quantity", "AnyString"})
_TEMPLATES = "[Template]"


def is_equivalent(one: Any, other: Any) -> bool:
    """Whether two manifests mean the same to Argo.

    They may differ in the order of keys and templates, in empty values, and in a number for the text of a field that
    makes a text of it.
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
        return sorted(items, key=lambda item: str(item.get("name"))) if type_ == _TEMPLATES else items
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type_ in _READ_AS_TEXT and not isinstance(value, str):
        return json.dumps(value)
    return value
