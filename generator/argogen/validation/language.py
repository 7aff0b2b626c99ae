"""The pipeline schema as data, and the fast validators made from it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from jsonschema_rs import Validator, validator_for

from argogen.vocabulary import read_language

Schema = Mapping[str, Any]

_DEFINITIONS = "#/$defs/"
_OF_TEXT = ("type", "enum", "pattern", "minLength", "maxLength")


@functools.cache
def build_validator(definition: str = "") -> Validator:
    """The fast validator of one definition, or of a whole pipeline; each is made once."""
    if not definition:
        return validator_for(read_language())
    return validator_for({"$ref": f"{_DEFINITIONS}{definition}", "$defs": read_language()["$defs"]})


@functools.cache
def build_pattern(pattern: str) -> Validator:
    """The fast validator of texts that match a pattern."""
    return validator_for({"pattern": pattern})


def allows_text(schema: Schema, text: str) -> bool:
    """Whether a value that the schema describes may be this text."""
    return validator_for({keyword: schema[keyword] for keyword in _OF_TEXT if keyword in schema}).is_valid(text)


def name_definition(reference: str) -> str:
    """The definition that a `$ref` means."""
    return reference.removeprefix(_DEFINITIONS)


def find_definition(name: str) -> Schema:
    """A definition by name; the empty name is the pipeline itself. Raises KeyError for any other unknown one."""
    language = read_language()
    return language["$defs"][name] if name else language


def resolve(schema: Schema) -> Schema:
    """The schema with what its `$ref` refers to; what stands beside the `$ref` wins."""
    while "$ref" in schema:
        beside = {keyword: value for keyword, value in schema.items() if keyword != "$ref"}
        schema = {**find_definition(name_definition(schema["$ref"])), **beside}
    return schema
