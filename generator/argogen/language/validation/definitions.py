"""Definitions of the schemas, and their fast validators.

A definition is identified by its name in any of the schemas. The empty name is the schema of pipelines, the name of
another schema that schema.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.late import import_late
from argogen.schemas import read_schema
from argogen.schemas.conformance import Check, Conformance

if TYPE_CHECKING:
    import jsonschema_rs
else:
    jsonschema_rs = import_late("jsonschema_rs")

Schema = Mapping[str, Any]

_SCHEMAS = {
    "": "pipeline",
    "project": "project",
    "pack": "pack",
    "test": "test",
    "runnable": "runnable",
    "runnable_configuration": "runnable-configuration",
}
_DEFINITIONS = "#/$defs/"
_STRING_KEYWORDS = ("type", "enum", "pattern", "minLength", "maxLength")


@functools.cache
def build_check(definition: str = "") -> Check:
    """Return the check of a definition that only valid data passes, but not all of it; each is built once."""
    return Conformance(_find_schema(definition)["$defs"]).build(find_definition(definition))


@functools.cache
def build_validator(definition: str = "") -> jsonschema_rs.Draft202012Validator:
    """Return the fast validator of a definition; each is built once."""
    schema = _find_schema(definition)
    if definition in _SCHEMAS:
        return jsonschema_rs.Draft202012Validator(schema)
    return jsonschema_rs.Draft202012Validator({"$ref": f"{_DEFINITIONS}{definition}", "$defs": schema["$defs"]})


@functools.cache
def build_pattern(pattern: str) -> jsonschema_rs.Draft202012Validator:
    """Return the fast validator of strings that match a pattern."""
    return jsonschema_rs.Draft202012Validator({"pattern": pattern})


def allows_string(schema: Schema, text: str) -> bool:
    """Return whether the schema allows a string as the value."""
    return jsonschema_rs.Draft202012Validator(
        {keyword: schema[keyword] for keyword in _STRING_KEYWORDS if keyword in schema}
    ).is_valid(text)


def name_definition(reference: str) -> str:
    """Return the name of the definition that a `$ref` refers to."""
    return reference.removeprefix(_DEFINITIONS)


def find_definition(name: str) -> Schema:
    """Return a definition by its name. Raises KeyError for an unknown one."""
    schema = _find_schema(name)
    definition: Schema = schema if name in _SCHEMAS else schema["$defs"][name]
    return definition


def _find_schema(definition: str) -> dict[str, Any]:
    if definition in _SCHEMAS:
        return read_schema(_SCHEMAS[definition])
    schemas = map(read_schema, _SCHEMAS.values())
    return next((schema for schema in schemas if definition in schema["$defs"]), read_schema("pipeline"))


def resolve(schema: Schema) -> Schema:
    """Return the schema with its `$ref` resolved; the other keywords of the schema take precedence."""
    while "$ref" in schema:
        beside = {keyword: value for keyword, value in schema.items() if keyword != "$ref"}
        schema = {**find_definition(name_definition(schema["$ref"])), **beside}
    return schema
