"""The items of a map."""

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
    """Return the list that a map iterates on; items are written so that their types are preserved."""
    name = node.data["iterate_on"]
    origin = node.origin.at("iterate_on")
    value = values.get(name)
    if value is None:
        message = f"unknown parameter '{name}' in 'iterate_on'"
        hint = suggest(name, values, "add it to 'returns' of an earlier step, or to the parameters")
        collector.error(origin, "unknown-parameter", message, hint)
        return []
    if isinstance(value, (ValueReference, FirstOutput)):
        return LocatedValue(origin, write_reference(value))
    if isinstance(value, StoredObject) or not isinstance(value.value, list):
        message = f"cannot iterate on '{name}': not a list"
        collector.error(origin, "unsupported-reference", message, "use a parameter whose value is a list")
        return []
    return LocatedValue(origin, [to_code_string(item) for item in value.value])


def choose_alias(wanted: str, taken: list[str]) -> str:
    """Return the name of a loop variable; a step of the same name in the loop would hide it."""
    return f"{wanted}-item" if wanted in taken else wanted
