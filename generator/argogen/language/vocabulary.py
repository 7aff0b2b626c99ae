"""The keys of the language, read from schemas/pipeline.schema.json.

Each key has one row in the schema. `x-argo` names the Argo field that the key becomes, by Argo definition; `x-bodies`
the kinds of bodies to which a setting applies, `x-inherited-by` the kinds that inherit it, if they differ, and
`x-offers` the kinds of a body. The order of the rows is the order of their fields in a manifest.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from argogen.argo.variables import VARIABLE_PREFIXES
from argogen.records import Record
from argogen.schemas import list_bodies, read_schema

COMPOSITES = frozenset({"steps", "tasks"})
# Prefixes of references to the inputs of a template.
OWN_ROOTS = frozenset({"parameters", "artifacts"})
RESERVED_NAMES = VARIABLE_PREFIXES | OWN_ROOTS | {"item"}

CALL_KEYS: Mapping[str, str] = {
    "when": "when",
    "continueOn": "continue_on",
    "withItems": "for_each",
    "withParam": "for_each",
    "withSequence": "for_each",
    "arguments": "with",
    "template": "use",
    "templateRef": "use",
    "inline": "inline",
    "onExit": "on_exit",
    "hooks": "hooks",
    "dependencies": "needs",
    "depends": "needs",
}
"""The keys of calls for fields of WorkflowStep and DAGTask."""

_OF_STEPS = frozenset({"parameter", "expression"})
_OF_CONTAINERS = frozenset({"path", "result"})
_OF_CODE = frozenset({"path", "result", "returned"})
_OUTPUT_SOURCES: Mapping[str, frozenset[str]] = {
    "suspend": frozenset({"supplied"}),
    "resource": frozenset({"json_path", "jq_filter"}),
    "http": frozenset({"result"}),
    "data": frozenset({"result"}),
    "plugin": frozenset({"result", "supplied"}),
    "steps": _OF_STEPS,
    "tasks": _OF_STEPS,
    "use": _OF_STEPS,
    "python": _OF_CODE,
    "notebook": _OF_CODE,
}
OUTPUT_SOURCES = _OF_CONTAINERS.union(*_OUTPUT_SOURCES.values())
"""The sources of outputs; each applies to some bodies only."""


class Key(Record):
    """A key of the language.

    `argo` maps Argo definitions to the field that the key becomes. `bodies` are the kinds of bodies to which a setting
    applies, `inheriting` the kinds that inherit it.
    """

    name: str
    argo: Mapping[str, str]
    bodies: frozenset[str]
    inheriting: frozenset[str]

    def fits(self, body: str) -> bool:
        """Return whether a template with this body can have the key."""
        return bool(self.bodies & _offers()[body])

    def is_inherited_by(self, body: str) -> bool:
        """Return whether a template with this body inherits the key from defaults, profiles and policies."""
        return bool(self.inheriting & _offers()[body])


@functools.cache
def _offers() -> Mapping[str, frozenset[str]]:
    """Return the kinds of each body; a setting for one of these kinds applies to it."""
    rows = read_schema("pipeline")["$defs"]
    return {name: frozenset(rows[name]["x-offers"]) for name in list_bodies(rows)}


@functools.cache
def bodies() -> tuple[str, ...]:
    """Return the keys of which a pipeline, a component or a step holds one, in the order of the schema."""
    return tuple(_offers())


@functools.cache
def has_container(body: str) -> bool:
    """Return whether a template with this body runs exactly one container."""
    return offers(body, "container")


@functools.cache
def is_object(body: str) -> bool:
    """Return whether a body is an Argo object, in which only short forms are expanded."""
    return body not in COMPOSITES and body != "use" and not has_container(body)


@functools.cache
def object_fields() -> Mapping[str, str]:
    """Return the bodies that are Argo objects, in the order of the schema, with the Argo field of each."""
    return {body: keys()[body].argo["Template"] for body in bodies() if is_object(body)}


@functools.cache
def body_fields() -> tuple[str, ...]:
    """Return the fields of a template of Argo of which it has exactly one."""
    return ("container", "script", *object_fields().values(), "steps", "dag")


def offers(body: str, kind: str) -> bool:
    """Return whether a body is of this kind: `pod` has files, `result` has an output without a declaration."""
    return kind in _offers()[body]


@functools.cache
def keys() -> Mapping[str, Key]:
    """Return every key of the language by name, in the order of the schema."""
    rows = read_schema("pipeline")["$defs"]
    return {name: _build_key(name, row) for name, row in rows.items()}


def _build_key(name: str, row: Mapping[str, Any]) -> Key:
    bodies = frozenset(row.get("x-bodies", ()))
    inheriting = frozenset(row.get("x-inherited-by", bodies))
    return Key._make({"name": name, "argo": row.get("x-argo", {}), "bodies": bodies, "inheriting": inheriting})


@functools.cache
def list_fitting(body: str) -> frozenset[str]:
    """Return the settings that apply to a template with this body."""
    return frozenset(name for name, key in keys().items() if key.fits(body))


def find_output_sources(body: str) -> frozenset[str]:
    """Return the sources that an output of a template with this body can have."""
    return _OUTPUT_SOURCES.get(body, _OF_CONTAINERS)


@functools.cache
def setting_keys() -> Mapping[str, Key]:
    """Return the keys that `defaults`, profiles and leaf steps share."""
    rows = read_schema("pipeline")["$defs"]
    return {name: key for name, key in keys().items() if "settings" in rows[name].get("x-on", ())}


def is_workflows(key: str) -> bool:
    """Return whether a setting of the pipeline becomes a field of the workflow or its metadata."""
    return "WorkflowSpec" in keys()[key].argo or key in ("labels", "annotations")


@functools.cache
def fields_of(definition: str) -> Mapping[str, str]:
    """Return the fields of an Argo definition by the keys that become them."""
    return {name: key.argo[definition] for name, key in keys().items() if definition in key.argo}


def body_of(data: Mapping[str, Any]) -> str | None:
    """Return the body that a pipeline, component or step holds, by its key."""
    # Called several times for each step: a generator takes five times as long.
    return next(filter(data.__contains__, bodies()), None)


def find_pattern(name: str) -> str:
    """Return the pattern of the strings of a definition."""
    pattern: str = read_schema("pipeline")["$defs"][name]["pattern"]
    return pattern
