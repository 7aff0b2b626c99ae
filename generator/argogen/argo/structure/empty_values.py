"""Removal of empty values, which are absent to Argo."""

from __future__ import annotations

from typing import Any

from argogen.argo.structure.structure import Structure, load_structure
from argogen.argo.structure.type_lookup import find_type
from argogen.argo.versions import VERSIONS

# Objects of which an empty one is as good as none; most are those that Go holds as values.
_VALUES = frozenset({"arguments", "continueOn", "inputs", "metadata", "outputs", "resources", "status"})


def drop_empty_values(value: Any, type_: str) -> Any:
    """Return a value of this type without null, and without lists and mappings of which nothing is left.

    Kubernetes writes empty names of containers, which are absent, too. An empty object is kept where it means
    something: `suspend: {}`. No item of a list is dropped.
    """
    return _drop(value, type_, load_structure(VERSIONS[-1]))  # which has the fields of all


def _drop(value: Any, type_: str, structure: Structure) -> Any:
    if isinstance(value, dict):
        kept = {}
        for key, item in value.items():
            if not isinstance(item, (dict, list)):  # most values, so that nothing else is checked
                if item is not None and (item != "" or key != "name"):
                    kept[key] = item
                continue
            inner = find_type(type_, structure, key)
            left = _drop(item, inner, structure)
            if not _is_empty(left, key, inner):
                kept[key] = left
        return kept
    if isinstance(value, list):
        return [_drop(item, find_type(type_, structure), structure) for item in value]
    return value


def _is_empty(value: Any, key: str, type_: str) -> bool:
    """Whether a list or mapping under a key is as good as absent."""
    if type_ == "any" or value not in ({}, []):
        return False
    return isinstance(value, list) or type_[0] == "{" or key in _VALUES
