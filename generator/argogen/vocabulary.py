"""The vocabulary of the language, read from the one place that describes it: schemas/pipeline.schema.json.

Each key has one row there. `x-on` of a row names the objects of a pipeline in which the key may stand, one by one or as
one of `x-groups`; `read_language` writes them out. `x-argo` names the Argo field that the key becomes, by Argo
definition; `x-bodies` names the kinds of body that a setting fits, and `x-offers`, of a body, the kinds that it is. The
order of the rows is the order in which their fields appear in a manifest.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.resources import read_schema

COMPOSITES = frozenset({"steps", "tasks"})


class Key(NamedTuple):
    """A key of the language: `argo` maps an Argo definition to the field there, `bodies` says what it fits."""

    name: str
    argo: Mapping[str, str]
    bodies: frozenset[str]

    def fits(self, body: str) -> bool:
        """Whether a template with this body can have the key."""
        return bool(self.bodies & _offers()[body])


@functools.cache
def read_language() -> dict[str, Any]:
    """The schema of a pipeline, every key written out wherever it may stand; shared, so not to be changed."""
    schema = read_schema("pipeline")
    rows: dict[str, Any] = schema["$defs"]
    keys_on: dict[str, list[str]] = {}
    for name, row in rows.items():
        for holder in _list_holders(row, schema["x-groups"]):
            keys_on.setdefault(holder, []).append(name)
    definitions = {name: _write_out(row, keys_on[name]) if name in keys_on else row for name, row in rows.items()}
    whole = {**_write_out(schema, keys_on["pipeline"]), "$defs": definitions}
    del whole["x-groups"]
    return whole


def _list_holders(row: Mapping[str, Any], groups: Mapping[str, list[str]]) -> Iterator[str]:
    """The objects in which a key may stand; `pipeline` is the schema itself, the others are definitions."""
    for word in row.get("x-on", ()):
        yield from groups.get(word, [word])


def _write_out(holder: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    """An object's schema with the keys that may stand in it, and the choice of a body where it has one."""
    own = holder.get("properties", {})
    properties = {**own, **{name: {"$ref": f"#/$defs/{name}"} for name in names if name not in own}}
    choice = _write_choice(holder["x-body"]) if "x-body" in holder else {}
    return {**{key: value for key, value in holder.items() if key != "x-body"}, "properties": properties, **choice}


def _write_choice(how: str) -> dict[str, Any]:
    branches: list[dict[str, Any]] = [{"required": [body]} for body in bodies()]
    none: list[dict[str, Any]] = [] if how == "required" else [{"not": {"anyOf": branches}}]
    return {"oneOf": [*branches, *none]}


@functools.cache
def _offers() -> Mapping[str, frozenset[str]]:
    """What each body offers: a setting fits when it asks for one of these."""
    rows = read_schema("pipeline")["$defs"]
    return {name: frozenset(row["x-offers"]) for name, row in rows.items() if "x-offers" in row}


def bodies() -> tuple[str, ...]:
    """The keys of which a pipeline, a component or a step holds one, in the order of the schema."""
    return tuple(_offers())


@functools.cache
def keys() -> Mapping[str, Key]:
    """Every key of the language by name, in the order of the schema."""
    rows = read_schema("pipeline")["$defs"]
    return {name: Key(name, row.get("x-argo", {}), frozenset(row.get("x-bodies", ()))) for name, row in rows.items()}


@functools.cache
def setting_keys() -> Mapping[str, Key]:
    """The keys that `defaults`, profiles and leaf steps share."""
    return {name: keys()[name] for name in read_language()["$defs"]["settings"]["properties"]}


@functools.cache
def fields_of(definition: str) -> Mapping[str, str]:
    """Key of the language → field, for the keys that become a field of this Argo definition."""
    return {name: key.argo[definition] for name, key in keys().items() if definition in key.argo}


def body_of(data: Mapping[str, Any]) -> str | None:
    """The body that a pipeline, component or step holds, by its key."""
    return next((body for body in bodies() if body in data), None)
