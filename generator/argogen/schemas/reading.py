"""Read the JSON Schemas of argogen in self-contained form, for editors and validators.

The files contain each fact once, and are expanded here. A key of the language has one row in
schemas/pipeline.schema.json, whose `x-on` lists the objects that accept it (individually, or as a group of `x-groups`).
Definitions of other schemas are copied. The Context has the fields that pass through to the Argo definition named by
`x-passed`, from the rows of their keys.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from argogen.late import compile_late
from argogen.resources import SCHEMAS

_OWN = "#/$defs/"
_ADDRESS = "urn:argogen:schema:"
# A reference to a definition of another schema.
_EXTERNAL = compile_late(rf'"{_ADDRESS}([-\w]+)#/\$defs/(\w+)"')


@functools.cache
def read_schema(name: str) -> dict[str, Any]:
    """Return a self-contained schema by name, such as `pipeline`; it is shared, and must not be modified."""
    text = _read_text(name)
    refers = _ADDRESS in text.replace(f'"{_ADDRESS}{name}"', "")  # most schemas contain their own address only
    schema: dict[str, Any] = _read_joined(text) if refers else json.loads(text)
    if "x-groups" in schema:
        return _expand_keys(schema)
    return _expand_passed(schema) if "x-passed" in text else schema


def _read_joined(text: str) -> dict[str, Any]:
    """Return a schema with the definitions of other schemas to which it refers."""
    schema: dict[str, Any] = json.loads(_EXTERNAL.sub(rf'"{_OWN}\2"', text))
    for other, definition in dict.fromkeys(_EXTERNAL.findall(text)):
        _add_definition(schema["$defs"], definition, read_schema(other)["$defs"])
    return schema


@functools.cache
def read_source_schema(name: str) -> dict[str, Any]:
    """Return a schema as in its file, without the definitions of other schemas."""
    schema: dict[str, Any] = json.loads(_read_text(name))
    return schema


def _read_text(name: str) -> str:
    return (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")


def _add_definition(definitions: dict[str, Any], name: str, others: Mapping[str, Any]) -> None:
    """Copy a definition, and the definitions to which it refers."""
    waiting = [name]
    while waiting:
        name = waiting.pop()
        if definitions.setdefault(name, others[name]) is not others[name]:
            raise ValueError(f"duplicate definition '{name}' in two schemas")
        waiting += [found for found in _find_references(others[name]) if found not in definitions]


def _find_references(part: Any) -> Iterator[str]:
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for value in inner:
        yield from _find_references(value)
    if isinstance(part, dict) and str(part.get("$ref", "")).startswith(_OWN):
        yield part["$ref"].removeprefix(_OWN)


def _expand_keys(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with each key in all objects that accept it."""
    rows: dict[str, Any] = schema["$defs"]
    keys_on: dict[str, list[str]] = {}
    for name, row in rows.items():
        for holder in _list_holders(row, schema["x-groups"]):
            keys_on.setdefault(holder, []).append(name)
    bodies = list_bodies(rows)
    expanded = {name: _expand(row, keys_on[name], bodies) if name in keys_on else row for name, row in rows.items()}
    top = _expand(schema, keys_on["pipeline"], bodies)
    return {**{key: value for key, value in top.items() if key != "x-groups"}, "$defs": expanded}


def _expand_passed(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with a property for each field that passes through, of keys without a separate property."""
    return {**schema, "$defs": {name: _expand_node(node) for name, node in schema["$defs"].items()}}


def _expand_node(node: Mapping[str, Any]) -> dict[str, Any]:
    properties = node["properties"]
    return {
        **node,
        "properties": {name: _expand_fields(part, properties.keys()) for name, part in properties.items()},
    }


def _expand_fields(part: Mapping[str, Any], own: Collection[str]) -> dict[str, Any]:
    rest = {word: value for word, value in part.items() if word != "x-passed"}
    if rest == part:
        return rest
    rows = read_schema("pipeline")["$defs"]
    passed = {name: row for name, row in rows.items() if name not in own and "x-offers" not in row}
    fields = {
        row["x-argo"][part["x-passed"]]: {"description": row["description"]}
        for row in passed.values()
        if part["x-passed"] in row.get("x-argo", ())
    }
    return {**rest, "properties": fields, "additionalProperties": False}


def list_bodies(rows: Mapping[str, Any]) -> list[str]:
    """Return the keys of bodies, of which a pipeline, component or step has one, in the order of the schema."""
    return [name for name, row in rows.items() if "x-offers" in row]


def _list_holders(row: Mapping[str, Any], groups: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the objects that accept a key; `pipeline` is the schema itself, the others are definitions."""
    for word in row.get("x-on", ()):
        yield from groups.get(word, [word])


def _expand(holder: Mapping[str, Any], names: list[str], bodies: list[str]) -> dict[str, Any]:
    """Return the schema of an object with the keys that it accepts, and the choice of its body, if any."""
    own = holder.get("properties", {})
    properties = {**own, **{name: {"$ref": f"{_OWN}{name}"} for name in names if name not in own}}
    choice = _write_choice(holder["x-body"], bodies) if "x-body" in holder else {}
    return {**{key: value for key, value in holder.items() if key != "x-body"}, "properties": properties, **choice}


def _write_choice(mode: str, bodies: list[str]) -> dict[str, Any]:
    branches: list[dict[str, Any]] = [{"required": [body]} for body in bodies]
    none: list[dict[str, Any]] = [] if mode == "required" else [{"not": {"anyOf": branches}}]
    return {"oneOf": [*branches, *none]}
