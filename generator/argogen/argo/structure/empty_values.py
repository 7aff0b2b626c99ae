"""Remove empty values, which are equivalent to absent ones in Argo."""

from __future__ import annotations

from typing import Any

from argogen.argo.structure.structure import Structure, load_structure
from argogen.argo.structure.type_lookup import find_type
from argogen.argo.versions import VERSIONS

# Fields in which an empty object is equivalent to an absent one; most are struct values, not pointers, in Go.
_VALUES = frozenset({"arguments", "continueOn", "inputs", "metadata", "outputs", "resources", "status"})

# Strings that are equivalent to absent ones if they are empty.
_STRINGS = frozenset({("ScriptTemplate", "source"), ("DAGTask", "depends"), ("WorkflowSpec", "shutdown")})
# Types of values with values in them.
_HOLDERS = frozenset({dict, list})
# Required fields whose empty list is valid, or is reported as such.
_LISTS = frozenset({("Data", "transformation"), ("CronWorkflowSpec", "schedules")})


def drop_empty_values(value: Any, type_: str) -> Any:
    """Return a value of a type without null values, and without the lists and mappings that are empty without them.

    Empty names of containers, which Kubernetes writes, empty sources of scripts, dependencies and shutdown strategies
    are removed, too. An empty object that is significant is kept: `suspend: {}`. Items of lists are kept.
    """
    if not _has_empty(value):
        return value
    return _drop(value, type_, load_structure(VERSIONS[-1]))  # the latest version has the fields of all versions


def _has_empty(value: Any) -> bool:
    """Return whether there is a null value, an empty string, list or mapping in a value, which is rare."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        items = part.values() if isinstance(part, dict) else part
        if not part or None in items or "" in items:
            return True
        waiting += [item for item in items if item.__class__ in _HOLDERS]
    return False


def _drop(value: Any, type_: str, structure: Structure) -> Any:
    if isinstance(value, dict):
        kept = {}
        for key, item in value.items():
            if not isinstance(item, (dict, list)):  # most values, so this check is first
                if item is not None and (item != "" or (key != "name" and (type_, key) not in _STRINGS)):
                    kept[key] = item
                continue
            inner = find_type(type_, structure, key)
            left = _drop(item, inner, structure)
            if left or not _is_absent(left, key, inner) or (type_, key) in _LISTS:
                kept[key] = left
        return kept
    if isinstance(value, list):
        return [_drop(item, find_type(type_, structure), structure) for item in value]
    return value


def _is_absent(empty: Any, key: str, type_: str) -> bool:
    """Return whether the empty list or mapping of a key is equivalent to an absent one."""
    return type_ != "any" and (isinstance(empty, list) or type_[0] == "{" or key in _VALUES)
