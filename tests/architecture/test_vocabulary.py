"""Every key of what people write is described once, in a schema, with an example that is one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from argogen.argo.structure import VERSIONS, load_structure
from argogen.language.vocabulary import bodies, keys, setting_keys
from argogen.resources import SCHEMAS
from argogen.schemas import read_schema

Schema = Mapping[str, Any]
SCHEMA = read_schema("pipeline")
AS_WRITTEN = json.loads((SCHEMAS / "pipeline.schema.json").read_text("utf-8"))
DEFINITIONS: Schema = SCHEMA["$defs"]
# The objects that leaves are, or that hold what leaves start from: a setting can stand on each.
HOLDERS = ("step", "task", "handler", "hook", "component")


def find_keys(schema: Schema, path: str) -> Iterator[tuple[str, Schema]]:
    """Every key that a schema describes itself, at any depth, by its path; a `$ref` is described elsewhere."""
    for name, row in schema.get("properties", {}).items():
        if set(row) != {"$ref"}:
            yield f"{path}.{name}", row
            yield from find_keys(row, f"{path}.{name}")
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield from find_keys(schema[keyword], f"{path}.{keyword}")


def find_flaws(row: Schema, definitions: Schema = DEFINITIONS) -> list[str]:
    """Return the missing keys of a row, and the errors in its examples."""
    lacks = [f"no {keyword}" for keyword in ("description", "examples") if not row.get(keyword)]
    validator = Draft202012Validator({**row, "$defs": definitions})
    wrong = (error for example in row.get("examples", ()) for error in validator.iter_errors(example))
    return [*lacks, *(f"its example is wrong: {error.message}" for error in wrong)]


def find_rows(name: str) -> dict[str, Schema]:
    """Every definition and every key of a schema, itself included."""
    whole = read_schema(name)
    inner = (row for name, schema in whole["$defs"].items() for row in find_keys(schema, name))
    return {name: whole, **whole["$defs"], **dict(inner), **dict(find_keys(whole, name))}


ROWS = {path: (row, name) for name in ("pack", "project", "pipeline") for path, row in find_rows(name).items()}


def test_every_key_has_a_description_and_a_right_example() -> None:
    flaws = {path: find_flaws(row, read_schema(schema)["$defs"]) for path, (row, schema) in ROWS.items()}
    assert {path: found for path, found in flaws.items() if found} == {}
    assert len(flaws) > 300


def test_every_row_is_used() -> None:
    used = {reference.removeprefix("#/$defs/") for reference in find_references(SCHEMA)}
    assert sorted(set(DEFINITIONS) - used - {"value", "reference"}) == []


def find_references(part: Any) -> Iterator[str]:
    """Every `$ref` in a schema; a list's or mapping's own are those of its parts."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from find_references(inner)


@pytest.mark.parametrize("holder", HOLDERS)
def test_every_setting_can_stand_on_every_leaf(holder: str) -> None:
    assert sorted(set(setting_keys()) - set(DEFINITIONS[holder]["properties"])) == []


def test_every_key_stands_where_there_is_an_object() -> None:
    groups, known = AS_WRITTEN["x-groups"], {"pipeline", *AS_WRITTEN["$defs"]}
    words = {word for row in AS_WRITTEN["$defs"].values() for word in row.get("x-on", ())}
    assert words
    assert sorted(words - known - set(groups)) == []
    assert [holder for holders in groups.values() for holder in holders if holder not in known] == []


@pytest.mark.parametrize("holder", ["pipeline", *HOLDERS])
def test_every_body_can_stand_on_everything_that_has_one(holder: str) -> None:
    schema = SCHEMA if holder == "pipeline" else DEFINITIONS[holder]
    assert set(bodies()) <= set(schema["properties"])
    assert [branch["required"] for branch in schema["oneOf"] if "required" in branch] == [[body] for body in bodies()]


# Fields of Argo's that the language says by its structure: by what stands where, and by names that are keys.
STRUCTURE = {
    "WorkflowSpec": {"arguments", "templates", "volumeClaimTemplates", "workflowTemplateRef"},
    "CronWorkflowSpec": {"workflowSpec"},
    "Template": {"name", "inputs", "outputs", "dag", "metadata"},
    "DAGTemplate": set(),
    "WorkflowStep": {"withItems", "withSequence"},
    "DAGTask": {
        "arguments", "continueOn", "dependencies", "hooks", "inline", "name", "onExit", "template", "templateRef",
        "when", "withItems", "withParam", "withSequence",
    },
    "LifecycleHook": {"arguments", "template", "templateRef"},
    "Container": {"command", "args", "name"},
    "Metadata": set(),
    "WorkflowEventBindingSpec": {"event", "submit"},
    "Event": set(),
    "Submit": {"arguments", "workflowTemplateRef"},
}  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("definition", STRUCTURE)
def test_there_is_a_key_for_every_field_of_argos(definition: str, version: str) -> None:
    known = load_structure(version).json_schema(definition)["$defs"][definition]["properties"]
    named = {field for key in keys().values() for owner, field in key.argo.items() if owner == definition}
    if definition == "CronWorkflowSpec":
        named |= set(known)  # `schedule` takes them as they are
    assert sorted(set(known) - named - STRUCTURE[definition]) == []


def test_every_setting_says_which_bodies_it_fits() -> None:
    assert [name for name, key in setting_keys().items() if not key.bodies] == []


def test_a_pipeline_takes_every_key_that_its_spec_has() -> None:
    of_spec = {name for name, key in keys().items() if "WorkflowSpec" in key.argo}
    assert sorted(of_spec - set(SCHEMA["properties"])) == []


# What the check is worth: it finds what it is there for.


@pytest.mark.parametrize(
    ("row", "flaw"),
    [
        ({"examples": [1]}, "no description"),
        ({"description": "A number."}, "no examples"),
        ({"description": "A number.", "examples": []}, "no examples"),
        (
            {"description": "Text.", "type": "string", "examples": [1]},
            "its example is wrong: 1 is not of type 'string'",
        ),
        (
            {"description": "A name.", "$ref": "#/$defs/name", "examples": ["a_b"]},
            "its example is wrong: 'a_b' does not",
        ),
    ],
)
def test_finds_flaws(row: Schema, flaw: str) -> None:
    (found,) = find_flaws(row)
    assert found.startswith(flaw)


def test_finds_keys_at_any_depth() -> None:
    inner = {"properties": {"c": {}, "d": {"$ref": "#/$defs/name"}}}
    schema = {"properties": {"a": {"items": inner}}, "additionalProperties": {"properties": {"e": {}}}}
    assert [path for path, _ in find_keys(schema, "x")] == ["x.a", "x.a.items.c", "x.additionalProperties.e"]
