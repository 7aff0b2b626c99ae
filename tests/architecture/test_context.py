"""The Context is a contract with templates: its schema describes its classes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from argogen import context
from argogen.argo.structure import VERSIONS, load_structure
from argogen.context import Call, ContextNode, PassedFields, Template, TemplateFields, Workflow, WorkflowFields
from argogen.engine.options import CompileOptions
from argogen.language.lower.raw import FIELDS
from argogen.language.vocabulary import bodies, fields_of
from argogen.schemas import read_schema
from tests.compiling import find_inputs, prepare_source

SCHEMA = read_schema("context")
NODES = {
    name: set(node._fields) - {"origin"}
    for name, node in vars(context).items()
    if isinstance(node, type) and issubclass(node, ContextNode) and node is not ContextNode
}
GOOD = sorted((Path(__file__).parents[1] / "cases" / "good").glob("*.yaml"))


# Parts of the Context that are no field of Argo's object, or several.
WITHOUT_FIELD = {
    "WorkflowStep": {"dependencies", "depends", "raw", "origin"},
    "Template": {"construct", "python", "notebook", "settings", "target", "fail_fast", "custom", "raw", "origin"},
    "WorkflowSpec": {"kind", "metadata", "cron", "event", "submit_metadata", "settings", "custom", "raw", "origin"},
}


@pytest.mark.parametrize(("node", "definition"), list(zip((Call, Template, Workflow), WITHOUT_FIELD, strict=True)))
def test_it_is_known_which_field_of_argos_a_part_is(node: type[Call | Template | Workflow], definition: str) -> None:
    structure = load_structure(VERSIONS[-1])
    unknown = {name for name in node._fields if structure.field(definition, FIELDS.get(name, name)) is None}
    assert unknown == WITHOUT_FIELD[definition], "add a row to FIELDS of argogen/language/lower/raw.py"


@pytest.mark.parametrize(
    ("node", "definition", "fields"),
    [(Template, "Template", TemplateFields), (Workflow, "WorkflowSpec", WorkflowFields)],
)
def test_what_passes_through_has_no_other_place_and_is_described(
    node: type[Template | Workflow], definition: str, fields: type[PassedFields]
) -> None:
    places = {FIELDS.get(name, name) for name in node._fields}
    of_keys = {field for key, field in fields_of(definition).items() if key not in bodies()}
    assert set(fields._fields) == of_keys - places
    described = SCHEMA["$defs"][node.__name__]["properties"]["settings"]
    assert set(described["properties"]) == set(fields._fields)
    assert described["additionalProperties"] is False
    assert [name for name, row in described["properties"].items() if not row["description"]] == []


@pytest.mark.parametrize("definition", ["WorkflowStep", "DAGTask"])
def test_what_a_key_of_a_call_becomes_has_a_place_in_the_context(definition: str) -> None:
    places = {FIELDS.get(name, name) for name in Call._fields}
    assert set(fields_of(definition).values()) - places == set(), "it does not pass through: see CONTRIBUTING.md"


def test_every_node_is_described() -> None:
    assert set(SCHEMA["$defs"]) | {"Context"} == set(NODES)


@pytest.mark.parametrize("name", NODES)
def test_every_field_is_described(name: str) -> None:
    described: dict[str, Any] = (SCHEMA if name == "Context" else SCHEMA["$defs"][name])["properties"]
    assert set(described) == NODES[name]
    assert [field for field, row in described.items() if not row.get("description")] == []


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_every_context_is_as_described(path: Path) -> None:
    (given,) = find_inputs([str(path)])
    validator = Draft202012Validator(SCHEMA)
    made = [prepared.context for prepared in prepare_source(given, CompileOptions()) if prepared.context is not None]
    faults = [
        error.message for one in made for error in validator.iter_errors(json.loads(json.dumps(context.as_json(one))))
    ]
    assert made
    assert faults == []
