"""Check data against a schema without a validator: True is certain, False is not.

To find that all manifests are up to date takes less time than to import a validator. Data that fits here need not be
validated; all other data is, and the validators explain what is wrong. References to other schemas are taken to fit:
what they describe goes into manifests, so the inputs of any manifest that is up to date have been validated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sized
from typing import Any

Schema = Mapping[str, Any]

_TYPES: Mapping[str, type] = {"string": str, "array": list, "object": dict, "null": type(None), "boolean": bool}
_ANNOTATIONS = frozenset({"description", "examples", "title", "$schema", "$id", "$defs"})


def fits(value: Any, schema: Schema, definitions: Schema) -> bool:
    """Whether the value certainly fits the schema; `definitions` are those that it may refer to."""
    return all(
        keyword in _ANNOTATIONS or (keyword in _CHECKS and _CHECKS[keyword](value, schema, definitions))
        for keyword in schema
    )


def _fits_reference(value: Any, schema: Schema, definitions: Schema) -> bool:
    elsewhere, _, name = schema["$ref"].partition("#/$defs/")
    return isinstance(value, dict) if elsewhere else fits(value, definitions[name], definitions)


def _fits_type(value: Any, schema: Schema, _: Schema) -> bool:
    wanted = schema["type"]
    return any(type(value) is _TYPES.get(name) for name in ([wanted] if isinstance(wanted, str) else wanted))


def _fits_keys(value: Any, schema: Schema, definitions: Schema) -> bool:
    if not isinstance(value, dict):
        return True
    described, others = schema.get("properties", {}), schema.get("additionalProperties", {})
    return all(_fits_entry(item, described.get(key, others), definitions) for key, item in value.items())


def _fits_entry(value: Any, schema: Schema | bool, definitions: Schema) -> bool:
    return schema if isinstance(schema, bool) else fits(value, schema, definitions)


def _fits_names(value: Any, schema: Schema, definitions: Schema) -> bool:
    return not isinstance(value, dict) or all(fits(key, schema["propertyNames"], definitions) for key in value)


def _fits_items(value: Any, schema: Schema, definitions: Schema) -> bool:
    return not isinstance(value, list) or all(fits(item, schema["items"], definitions) for item in value)


def _fits_required(value: Any, schema: Schema, _: Schema) -> bool:
    return not isinstance(value, dict) or all(key in value for key in schema["required"])


def _fits_pattern(value: Any, schema: Schema, _: Schema) -> bool:
    # Python's $ also matches before a line end
    return not isinstance(value, str) or (re.search(schema["pattern"], value) is not None and "\n" not in value)


def _check_least(keyword: str, type_: type[Sized]) -> Callable[[Any, Schema, Schema], bool]:
    return lambda value, schema, _: not isinstance(value, type_) or len(value) >= schema[keyword]


def _fits_any(value: Any, schema: Schema, definitions: Schema) -> bool:
    return any(fits(value, branch, definitions) for branch in schema["anyOf"])


def _fits_companions(value: Any, schema: Schema, _: Schema) -> bool:
    rows = schema["dependentRequired"].items() if isinstance(value, dict) else ()
    return all(other in value for key, others in rows if key in value for other in others)


_CHECKS: Mapping[str, Callable[[Any, Schema, Schema], bool]] = {
    "$ref": _fits_reference,
    "type": _fits_type,
    "enum": lambda value, schema, _: value in schema["enum"],
    "properties": _fits_keys,
    "additionalProperties": _fits_keys,
    "propertyNames": _fits_names,
    "items": _fits_items,
    "required": _fits_required,
    "anyOf": _fits_any,
    "dependentRequired": _fits_companions,
    "pattern": _fits_pattern,
    "minLength": _check_least("minLength", str),
    "minItems": _check_least("minItems", list),
    "minProperties": _check_least("minProperties", dict),
}
