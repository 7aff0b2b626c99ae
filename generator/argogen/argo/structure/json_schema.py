"""Write a definition as a JSON Schema, for editors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.structure.table import Definition, FieldFacts, find_facts

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PARTIAL = "Partial"

# null is equivalent to an absent value in Go, so all types allow it
_SCALARS: dict[str, dict[str, Any]] = {
    "any": {},
    "string": {"type": ["string", "null"]},
    "AnyString": {"type": ["string", "number", "boolean", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "integer": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "IntOrString": {"type": ["integer", "string", "null"]},
    "Quantity": {"type": ["string", "number", "null"]},
}


def write_json_schema(definitions: Mapping[str, Definition], version: str, name: str) -> dict[str, Any]:
    """Return the JSON Schema of a definition in a version, with the referenced definitions in `$defs`."""
    schemas: dict[str, Any] = {}
    waiting = [name]
    while waiting:
        wanted = waiting.pop()
        if wanted not in schemas:
            schemas[wanted] = _write_definition(definitions, version, wanted)
            waiting += _find_references(schemas[wanted])
    return {
        "$schema": _DIALECT,
        "$id": f"urn:argogen:schema:argo:{version}:{name}",
        "title": f"{name} of Argo Workflows {version}",
        "$ref": f"#/$defs/{name}",
        "$defs": dict(sorted(schemas.items())),
    }


def _write_definition(definitions: Mapping[str, Definition], version: str, wanted: str) -> dict[str, Any]:
    partial = wanted not in definitions
    definition = definitions[wanted.removeprefix(_PARTIAL) if partial else wanted]
    if isinstance(definition, str):
        return _write_type(definition, partial)
    found = {name: find_facts(entry, version) for name, entry in definition.items()}
    facts = {name: field for name, field in found.items() if field}
    required = [name for name, field in facts.items() if field.required and not partial]
    return {
        "type": ["object", "null"],
        "properties": {name: _write_field(field, partial) for name, field in facts.items()},
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _write_field(facts: FieldFacts, partial: bool) -> dict[str, Any]:
    if len(facts.enum) == 1:
        return {"const": facts.enum[0]}
    if facts.enum:
        return {"anyOf": [{"enum": [*facts.enum, "", None]}, {"type": "string", "pattern": r"\{\{"}]}
    return _write_type(facts.type, partial or facts.partial)


def _write_type(type_: str, partial: bool) -> dict[str, Any]:
    if type_ in _SCALARS:
        return _SCALARS[type_]
    if type_[0] == "[":
        return {"type": ["array", "null"], "items": _write_type(type_[1:-1], partial)}
    if type_[0] == "{":
        return {"type": ["object", "null"], "additionalProperties": _write_type(type_[1:-1], partial)}
    return {"$ref": f"#/$defs/{_PARTIAL if partial else ''}{type_}"}


def _find_references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref":
                yield value.rpartition("/")[2]
            elif isinstance(value, dict):
                yield from _find_references(value)
