"""The Context is a contract with templates: its schema says what its dataclasses have."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from argogen import context
from argogen.argo.structure import VERSIONS, load_structure
from argogen.context import Call, Template, Workflow
from argogen.engine.options import CompileOptions
from argogen.language.lower.raw import FIELDS
from argogen.language.vocabulary import fields_of
from argogen.schemas import read_schema
from tests.compiling import find_inputs, prepare_source

SCHEMA = read_schema("context")
NODES = {
    name: {field.name for field in dataclasses.fields(node)} - {"origin"}
    for name, node in vars(context).items()
    if isinstance(node, type) and dataclasses.is_dataclass(node)
}
GOOD = sorted((Path(__file__).parents[1] / "cases" / "good").glob("*.yaml"))


# Parts of the Context that are no field of Argo's object, or several.
WITHOUT_FIELD = {
    "WorkflowStep": {"more_arguments", "dependencies", "depends", "raw", "origin"},
    "Template": {"construct", "python", "notebook", "settings", "target", "fail_fast", "custom", "raw", "origin"},
    "WorkflowSpec": {"kind", "metadata", "cron", "event", "submit_metadata", "settings", "custom", "raw", "origin"},
}


@pytest.mark.parametrize(("node", "definition"), list(zip((Call, Template, Workflow), WITHOUT_FIELD, strict=True)))
def test_it_is_known_which_field_of_argos_a_part_is(node: type[Call | Template | Workflow], definition: str) -> None:
    structure = load_structure(VERSIONS[-1])
    parts = {field.name for field in dataclasses.fields(node)}
    unknown = {name for name in parts if structure.field(definition, FIELDS.get(name, name)) is None}
    assert unknown == WITHOUT_FIELD[definition], "add a row to FIELDS of argogen/language/lower/raw.py"


@pytest.mark.parametrize("definition", ["WorkflowStep", "DAGTask"])
def test_what_a_key_of_a_call_becomes_has_a_place_in_the_context(definition: str) -> None:
    places = {FIELDS.get(field.name, field.name) for field in dataclasses.fields(Call)}
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
