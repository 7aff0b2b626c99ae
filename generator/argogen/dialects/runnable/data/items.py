"""What a map loops over."""

from __future__ import annotations

from typing import Any

from argogen.dialects.collector import TranslationCollector
from argogen.dialects.runnable.data.value_sources import (
    FirstOutput,
    ParameterScope,
    StoredObject,
    ValueReference,
    write_reference,
)
from argogen.dialects.runnable.graph.graph import GraphNode
from argogen.dialects.translation import LocatedValue
from argogen.suggestions import suggest
from argogen.yaml.scalars import to_code_string


def find_items(node: GraphNode, values: ParameterScope, collector: TranslationCollector) -> Any:
    """Return the list that a map names, each item so that it is read with its type."""
    name = node.data["iterate_on"]
    origin = node.origin.at("iterate_on")
    value = values.get(name)
    if value is None:
        message = f"there is no parameter '{name}' here to iterate on"
        hint = suggest(name, values, "add it to the returns of a step before, or to the parameters")
        collector.error(origin, "unknown-parameter", message, hint)
        return []
    if isinstance(value, (ValueReference, FirstOutput)):
        return LocatedValue(origin, write_reference(value))
    if isinstance(value, StoredObject) or not isinstance(value.value, list):
        message = f"'{name}' is no list to iterate on"
        collector.error(origin, "wrong-kind", message, "a map runs its branch for each item of a list")
        return []
    return LocatedValue(origin, [to_code_string(item) for item in value.value])


def choose_alias(wanted: str, taken: list[str]) -> str:
    """Return the name of a loop's value; a step of the same name inside would hide it."""
    return f"{wanted}-item" if wanted in taken else wanted
