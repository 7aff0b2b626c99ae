"""The vocabulary of the language, read from the one place that describes it: schemas/pipeline.schema.json.

Each key has one row there. `x-argo` names the Argo field that the key becomes, by Argo definition; `x-bodies` the
kinds of body that a setting fits, `x-inherited-by` those that inherit it, if not all of these do, and `x-offers`, of a
body, the kinds that it is. The order of the rows is that in
which their fields appear in a manifest.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, NamedTuple

from argogen.argo.variables import VARIABLE_PREFIXES
from argogen.schemas import list_bodies, read_schema

COMPOSITES = frozenset({"steps", "tasks"})
# Roots of what was given from outside.
OWN_ROOTS = frozenset({"parameters", "artifacts"})
RESERVED_NAMES = VARIABLE_PREFIXES | OWN_ROOTS | {"item"}


class Key(NamedTuple):
    """A key of the language: `argo` maps an Argo definition to the field there, `bodies` says what it fits.

    `inheriting` says for which kinds of body a setting makes sense that is written elsewhere.
    """

    name: str
    argo: Mapping[str, str]
    bodies: frozenset[str]
    inheriting: frozenset[str]

    def fits(self, body: str) -> bool:
        """Return whether a template with this body can have the key."""
        return bool(self.bodies & _offers()[body])

    def is_inherited_by(self, body: str) -> bool:
        """Return whether a template with this body gets the key from defaults, profiles and policies."""
        return bool(self.inheriting & _offers()[body])


@functools.cache
def _offers() -> Mapping[str, frozenset[str]]:
    """Return what each body offers: a setting fits when it asks for one of these."""
    rows = read_schema("pipeline")["$defs"]
    return {name: frozenset(rows[name]["x-offers"]) for name in list_bodies(rows)}


def bodies() -> tuple[str, ...]:
    """Return the keys of which a pipeline, a component or a step holds one, in the order of the schema."""
    return tuple(_offers())


def has_container(body: str) -> bool:
    """Return whether a template with this body runs one container of its own."""
    return offers(body, "container")


def is_object(body: str) -> bool:
    """Return whether a body is one of Argo's objects, of which the language changes nothing but short forms inside."""
    return body not in COMPOSITES and body != "use" and not has_container(body)


def object_fields() -> Mapping[str, str]:
    """Return the bodies that are one of Argo's objects, in the order of the schema, with Argo's field for each."""
    return {body: keys()[body].argo["Template"] for body in bodies() if is_object(body)}


def offers(body: str, what: str) -> bool:
    """Return whether a body is of this kind: `pod` has files, `result` gives something that need not be declared."""
    return what in _offers()[body]


@functools.cache
def keys() -> Mapping[str, Key]:
    """Return every key of the language by name, in the order of the schema."""
    rows = read_schema("pipeline")["$defs"]
    return {name: _build_key(name, row) for name, row in rows.items()}


def _build_key(name: str, row: Mapping[str, Any]) -> Key:
    bodies = frozenset(row.get("x-bodies", ()))
    return Key(name, row.get("x-argo", {}), bodies, frozenset(row.get("x-inherited-by", bodies)))


@functools.cache
def setting_keys() -> Mapping[str, Key]:
    """Return the keys that `defaults`, profiles and leaf steps share."""
    rows = read_schema("pipeline")["$defs"]
    return {name: key for name, key in keys().items() if "settings" in rows[name].get("x-on", ())}


@functools.cache
def foreign_keys() -> frozenset[str]:
    """Return the keys that only `defaults` and profiles take: runnable's names, and some of the pipeline's."""
    rows = read_schema("pipeline")["$defs"]
    return frozenset(name for name, row in rows.items() if "defaults" in row.get("x-on", ()))


def is_workflows(key: str) -> bool:
    """Return whether a setting on the pipeline itself is the workflow's, which has it too, or its document's."""
    return "WorkflowSpec" in keys()[key].argo or key in ("labels", "annotations")


@functools.cache
def fields_of(definition: str) -> Mapping[str, str]:
    """Return the fields by key of the language, for the keys that become one of this Argo definition."""
    return {name: key.argo[definition] for name, key in keys().items() if definition in key.argo}


def body_of(data: Mapping[str, Any]) -> str | None:
    """Return the body that a pipeline, component or step holds, by its key."""
    return next((body for body in bodies() if body in data), None)


def find_pattern(name: str) -> str:
    """Return the pattern that texts of a definition of the language match."""
    pattern: str = read_schema("pipeline")["$defs"][name]["pattern"]
    return pattern
