"""The schemas of what people write, as data, and the fast validators made from them.

A definition goes by its name, whichever schema it is in; the empty name is a pipeline as a whole, and the name of
another schema is what that schema describes as a whole.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from jsonschema_rs import Draft202012Validator

from argogen.schemas import read_schema

Schema = Mapping[str, Any]

_SCHEMAS = {
    "": "pipeline",
    "project": "project",
    "pack": "pack",
    "runnable": "runnable",
    "runnable_configuration": "runnable-configuration",
}
_DEFINITIONS = "#/$defs/"
_OF_TEXT = ("type", "enum", "pattern", "minLength", "maxLength")


@functools.cache
def build_validator(definition: str = "") -> Draft202012Validator:
    """The fast validator of one definition; each is made once."""
    schema = _find_schema(definition)
    if definition in _SCHEMAS:
        return Draft202012Validator(schema)
    return Draft202012Validator({"$ref": f"{_DEFINITIONS}{definition}", "$defs": schema["$defs"]})


@functools.cache
def build_pattern(pattern: str) -> Draft202012Validator:
    """The fast validator of texts that match a pattern."""
    return Draft202012Validator({"pattern": pattern})


def allows_text(schema: Schema, text: str) -> bool:
    """Whether a value that the schema describes may be this text."""
    return Draft202012Validator({keyword: schema[keyword] for keyword in _OF_TEXT if keyword in schema}).is_valid(text)


def name_definition(reference: str) -> str:
    """The definition that a `$ref` means."""
    return reference.removeprefix(_DEFINITIONS)


def find_definition(name: str) -> Schema:
    """A definition by name. Raises KeyError for an unknown one."""
    schema = _find_schema(name)
    definition: Schema = schema if name in _SCHEMAS else schema["$defs"][name]
    return definition


def _find_schema(definition: str) -> dict[str, Any]:
    if definition in _SCHEMAS:
        return read_schema(_SCHEMAS[definition])
    schemas = map(read_schema, _SCHEMAS.values())
    return next((schema for schema in schemas if definition in schema["$defs"]), read_schema("pipeline"))


def resolve(schema: Schema) -> Schema:
    """The schema with what its `$ref` refers to; what stands beside the `$ref` wins."""
    while "$ref" in schema:
        beside = {keyword: value for keyword, value in schema.items() if keyword != "$ref"}
        schema = {**find_definition(name_definition(schema["$ref"])), **beside}
    return schema
