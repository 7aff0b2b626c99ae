"""The classes and the schema say the same, and the same input gives the same Context."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from argogen import context
from argogen.context import Context, ContextNode, as_json
from argogen.engine.source_file import SourceFile
from argogen.schemas import read_schema
from tests.compiling import find_inputs, generate, prepare_source
from tests.examples.gallery import EXAMPLES, find_options

ROOT = Path(__file__).resolve().parents[2]
CLASSES = {
    name: node
    for name, node in inspect.getmembers(context, inspect.isclass)
    if issubclass(node, ContextNode) and node is not ContextNode
}
SCHEMA = read_schema("context")
DEFINITIONS = {"Context": SCHEMA, **SCHEMA["$defs"]}
INPUTS = [*find_inputs([str(ROOT / "tests/cases/good")]), *EXAMPLES.values()]


def list_fields(name: str) -> list[str]:
    return [field for field in CLASSES[name]._fields if field != "origin"]


def list_contexts(given: SourceFile) -> list[Context]:
    return [prepared.context for prepared in prepare_source(given, find_options(given)) if prepared.context is not None]


def test_each_class_has_a_definition_and_each_definition_a_class() -> None:
    assert DEFINITIONS.keys() == CLASSES.keys()
    assert len(CLASSES) > 10


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_and_its_definition_name_the_same_fields(name: str) -> None:
    assert list(DEFINITIONS[name]["properties"]) == list_fields(name)


@pytest.mark.parametrize("name", CLASSES)
def test_what_has_no_default_is_required(name: str) -> None:
    required = {field for field in list_fields(name) if not hasattr(CLASSES[name], field)}
    optional = {"name"} if name == "Template" else set()  # None for one that stands inline, and then not printed
    assert set(DEFINITIONS[name].get("required", ())) == required - optional


@pytest.mark.parametrize("name", CLASSES)
def test_nothing_else_is_allowed_and_all_is_described(name: str) -> None:
    definition = DEFINITIONS[name]
    assert definition["additionalProperties"] is False
    assert definition["description"]
    assert [field for field, row in definition["properties"].items() if not row.get("description")] == []


KINDS = {"str": "string", "bool": "boolean", "int": "integer"}


@pytest.mark.parametrize(("name", "field"), [(name, field) for name in CLASSES for field in list_fields(name)])
def test_a_field_has_the_type_that_the_schema_says(name: str, field: str) -> None:
    written, row = str(get_type_hints(CLASSES[name])[field]), DEFINITIONS[name]["properties"][field]
    named = [each for each in CLASSES if re.search(rf"\.{each}\b", written)]
    if named:
        assert f'"#/$defs/{named[0]}"' in json.dumps(row)
    elif "tuple" in written:
        assert row["type"] == "array"
    elif "Mapping" in written or "PassedFields" in written:
        assert row["type"] == "object"
    else:
        words = written.replace("<class '", "").replace("'>", "").split(" | ")
        allowed = row["type"] if isinstance(row["type"], list) else [row["type"]]
        assert {KINDS[word] for word in words if word != "None"} == set(allowed)


@pytest.mark.parametrize("name", CLASSES)
def test_an_origin_is_neither_compared_nor_printed(name: str) -> None:
    assert "origin" not in DEFINITIONS[name]["properties"]
    if "origin" in CLASSES[name]._fields:
        values: dict[str, Any] = {field: field for field in list_fields(name)}
        one, other = (CLASSES[name](**values, origin=origin) for origin in ((), ("elsewhere",)))
        assert one == other
        assert "elsewhere" not in repr(other)
        assert one != other._replace(**{list_fields(name)[0]: "another"})


def list_keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from list_keys(item)


@pytest.mark.parametrize("given", INPUTS, ids=lambda given: given.relative.stem)
def test_two_runs_are_equal(given: SourceFile) -> None:
    first, second = list_contexts(given), list_contexts(given)
    assert first == second
    assert [as_json(each) for each in first] == [as_json(each) for each in second]
    assert generate(given, find_options(given)) == generate(given, find_options(given))
    assert first


@pytest.mark.parametrize("given", INPUTS, ids=lambda given: given.relative.stem)
def test_the_json_is_plain_and_has_no_origins(given: SourceFile) -> None:
    for each in list_contexts(given):
        data = as_json(each)
        assert json.loads(json.dumps(data, allow_nan=False)) == data
        assert "origin" not in set(list_keys(data))


def test_the_place_of_a_pipeline_does_not_change_its_context() -> None:
    [given] = find_inputs([str(ROOT / "tests/cases/good/plumbing.yaml")])
    lines = given.source._replace(text=f"# moved\n\n{given.source.text}", file="elsewhere.yaml")
    assert list_contexts(given._replace(source=lines)) == list_contexts(given)


def test_what_is_absent_is_left_out_and_what_is_empty_by_intention_stays() -> None:
    template = context.Template("t", "suspend", suspend={}, settings=context.TemplateFields(), volumes=())
    assert as_json(template) == {"name": "t", "construct": "suspend", "suspend": {}}
    assert as_json(context.Parameter("p", "", origin=("a",))) == {"name": "p", "value": ""}
