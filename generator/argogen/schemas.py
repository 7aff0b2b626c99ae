"""argogen's own JSON Schemas, each of them whole.

What stands once in the files is written out here, for editors and for the validators: a key of the language has one row
in schemas/pipeline.schema.json, whose `x-on` names the objects in which it may stand (one by one, or as one of
`x-groups`); and a schema may refer to definitions of another, which become its own.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.resources import SCHEMAS

_OWN = "#/$defs/"
# How one schema refers to a definition of another.
_FOREIGN = re.compile(r'"urn:argogen:schema:([-\w]+)#/\$defs/(\w+)"')


@functools.cache
def read_schema(name: str) -> dict[str, Any]:
    """A whole schema by name, such as `pipeline`; shared, so not to be changed."""
    text = _read_text(name)
    schema: dict[str, Any] = json.loads(_FOREIGN.sub(rf'"{_OWN}\2"', text))
    for other, definition in dict.fromkeys(_FOREIGN.findall(text)):
        _add_definition(schema["$defs"], definition, read_schema(other)["$defs"])
    return _write_out_keys(schema) if "x-groups" in schema else schema


@functools.cache
def read_own_schema(name: str) -> dict[str, Any]:
    """A schema as it is written: what it refers to in another one is not there."""
    schema: dict[str, Any] = json.loads(_read_text(name))
    return schema


def _read_text(name: str) -> str:
    return (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")


def _add_definition(definitions: dict[str, Any], name: str, others: Mapping[str, Any]) -> None:
    """Take over a definition, and all that it refers to."""
    waiting = [name]
    while waiting:
        name = waiting.pop()
        if definitions.setdefault(name, others[name]) is not others[name]:
            raise ValueError(f"two schemas define '{name}'")
        waiting += [found for found in _find_references(others[name]) if found not in definitions]


def _find_references(part: Any) -> Iterator[str]:
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for value in inner:
        yield from _find_references(value)
    if isinstance(part, dict) and str(part.get("$ref", "")).startswith(_OWN):
        yield part["$ref"].removeprefix(_OWN)


def _write_out_keys(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with every key written out wherever it may stand."""
    rows: dict[str, Any] = schema["$defs"]
    keys_on: dict[str, list[str]] = {}
    for name, row in rows.items():
        for holder in _list_holders(row, schema["x-groups"]):
            keys_on.setdefault(holder, []).append(name)
    bodies = list_bodies(rows)
    whole = {name: _write_out(row, keys_on[name], bodies) if name in keys_on else row for name, row in rows.items()}
    top = _write_out(schema, keys_on["pipeline"], bodies)
    return {**{key: value for key, value in top.items() if key != "x-groups"}, "$defs": whole}


def list_bodies(rows: Mapping[str, Any]) -> list[str]:
    """The keys of which a pipeline, a component or a step holds one, in the order of the schema."""
    return [name for name, row in rows.items() if "x-offers" in row]


def _list_holders(row: Mapping[str, Any], groups: Mapping[str, list[str]]) -> Iterator[str]:
    """The objects in which a key may stand; `pipeline` is the schema itself, the others are definitions."""
    for word in row.get("x-on", ()):
        yield from groups.get(word, [word])


def _write_out(holder: Mapping[str, Any], names: list[str], bodies: list[str]) -> dict[str, Any]:
    """An object's schema with the keys that may stand in it, and the choice of a body where it has one."""
    own = holder.get("properties", {})
    properties = {**own, **{name: {"$ref": f"{_OWN}{name}"} for name in names if name not in own}}
    choice = _write_choice(holder["x-body"], bodies) if "x-body" in holder else {}
    return {**{key: value for key, value in holder.items() if key != "x-body"}, "properties": properties, **choice}


def _write_choice(how: str, bodies: list[str]) -> dict[str, Any]:
    branches: list[dict[str, Any]] = [{"required": [body]} for body in bodies]
    none: list[dict[str, Any]] = [] if how == "required" else [{"not": {"anyOf": branches}}]
    return {"oneOf": [*branches, *none]}
