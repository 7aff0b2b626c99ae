"""Look up the types of values within an object."""

from __future__ import annotations

import functools

from argogen.argo.structure.structure import Structure, load_structure

_LISTS_WITH_NAMES = {"ParallelSteps": "[WorkflowStep]"}


def find_type(type_: str, structure: Structure, key: str = "") -> str:
    """Return the type of the value of a key, or of an item of a list, in a value of a type; `any` if it is unknown."""
    type_ = _LISTS_WITH_NAMES.get(type_, type_)
    return type_[1:-1] if type_[0] in "[{" else _type_of_field(type_, structure.version, key)


@functools.lru_cache(maxsize=4096)
def _type_of_field(type_: str, version: str, key: str) -> str:
    try:
        field = load_structure(version).field(type_, key)
    except KeyError:
        return "any"
    return field.type if field else "any"
