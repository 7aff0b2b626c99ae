"""What of an object means something to Argo."""

from __future__ import annotations

import functools
from typing import Any

from argogen.argo.structure.structure import Structure, load_structure
from argogen.argo.versions import VERSIONS

_LISTS_WITH_NAMES = {"ParallelSteps": "[WorkflowStep]"}
# Objects of which an empty one is as good as none; most are those that Go holds as values.
_VALUES = frozenset({"arguments", "continueOn", "inputs", "metadata", "outputs", "resources", "status"})


def drop_nothing(value: Any, type_: str) -> Any:
    """A value of this type without what is as good as absent: null, and lists and mappings of which nothing is left.

    Kubernetes writes empty names of containers, which are nothing, too.

    An empty object is kept where it means something: `suspend: {}`. No item of a list is dropped.
    """
    return _drop(value, type_, load_structure(VERSIONS[-1]))  # which has the fields of all


def _drop(value: Any, type_: str, structure: Structure) -> Any:
    if isinstance(value, dict):
        kept = {}
        for key, item in value.items():
            if not isinstance(item, (dict, list)):  # which is most of them, so that nothing else is asked
                if item is not None and (item != "" or key != "name"):
                    kept[key] = item
                continue
            inner = type_in(type_, structure, key)
            left = _drop(item, inner, structure)
            if not _is_nothing(left, key, inner):
                kept[key] = left
        return kept
    if isinstance(value, list):
        return [_drop(item, type_in(type_, structure), structure) for item in value]
    return value


def _is_nothing(value: Any, key: str, type_: str) -> bool:
    """Whether a list or mapping under a key is as good as absent."""
    if type_ == "any" or value not in ({}, []):
        return False
    return isinstance(value, list) or type_[0] == "{" or key in _VALUES


def type_in(type_: str, structure: Structure, key: str = "") -> str:
    """The type of what is in a value of this type, under a key, or in a list; `any` where nobody knows."""
    type_ = _LISTS_WITH_NAMES.get(type_, type_)
    return type_[1:-1] if type_[0] in "[{" else _type_of_field(type_, structure.version, key)


@functools.lru_cache(maxsize=4096)
def _type_of_field(type_: str, version: str, key: str) -> str:
    try:
        field = load_structure(version).field(type_, key)
    except KeyError:
        return "any"
    return field.type if field else "any"
