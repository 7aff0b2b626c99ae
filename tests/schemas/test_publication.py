"""The schemas for editors accept the documents that argogen accepts, and reject those that its schemas reject."""

from __future__ import annotations

import contextlib
import copy
import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from argogen.diagnostics import InvalidInputError
from argogen.files import is_test_file
from argogen.language.validation.pipeline import find_schema_faults
from argogen.schemas.publication import publish
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText
from tests.compiling import list_examples
from tests.docs.markdown import find_blocks, read_page

ROOT = Path(__file__).resolve().parents[2]
BESIDE = {"argogen", "config", "parameters"}
GOOD = [
    *sorted((ROOT / "tests/cases/good").glob("*.yaml")),
    *list_examples(),
    *sorted(
        file
        for file in (ROOT / "examples/runnable").glob("*.yaml")
        if file.stem not in BESIDE and not is_test_file(file.name)
    ),
]
BAD = [
    *sorted((ROOT / "tests/cases/bad").glob("*.yaml")),
    *sorted((ROOT / "tests/language/validation/cases").glob("*.yaml")),
]
EXPRESSION = "${{ vars.anything }}"


@functools.cache
def validator(name: str = "pipeline") -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(publish(name))


PIPELINE = validator()


def read(file: Path) -> list[Any]:
    """The documents of a file; an editor does not validate empty ones."""
    documents = read_documents(SourceText(file.name, file.read_text("utf-8")))
    return [document.data for document in documents if document.data is not None]


def list_paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from list_paths(value, (*path, key))


def replace(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(data)
    *parents, last = path
    place = changed
    for key in parents:
        place = place[key]
    place[last] = value
    return changed


@pytest.mark.parametrize("file", GOOD, ids=lambda file: str(file.relative_to(ROOT)))
def test_good_files_are_accepted(file: Path) -> None:
    assert [error.message for data in read(file) for error in PIPELINE.iter_errors(data)] == []


@pytest.mark.parametrize("file", GOOD, ids=lambda file: str(file.relative_to(ROOT)))
def test_an_expression_is_accepted_in_place_of_every_value(file: Path) -> None:
    for data in read(file):
        # Without its keys, a runnable pipeline is not recognized as one.
        paths = [path for path in list_paths(data) if path not in ((), ("dag",))]
        refused = [path for path in paths if not PIPELINE.is_valid(replace(data, path, EXPRESSION))]
        assert refused == []


def test_the_pipelines_of_the_documentation_are_accepted() -> None:
    texts = [b.text for b in find_blocks(read_page("docs/language.md")) if b.language == "yaml" and not b.role]
    documents = [document.data for text in texts for document in read_documents(SourceText("", text))]
    assert len(documents) > 8
    assert [error.message for data in documents for error in PIPELINE.iter_errors(data)] == []


@pytest.mark.parametrize("file", sorted((ROOT / "examples").rglob("*.test.yaml")), ids=lambda file: file.name)
def test_the_test_files_of_the_examples_are_accepted(file: Path) -> None:
    assert [error.message for data in read(file) for error in validator("test").iter_errors(data)] == []


def test_an_error_in_a_test_file_is_refused() -> None:
    case = {"name": "runs", "mocks": {"*": {}}, "expect": {"ran": ["plan"]}}
    assert validator("test").is_valid({"cases": [case]})
    assert not validator("test").is_valid({"cases": [{**case, "expected": {}}]})
    assert not validator("test").is_valid({"cases": [{**case, "expect": {"steps": {"plan": "Done"}}}]})
    assert validator("test").is_valid({"apiVersion": "v1", "kind": "ConfigMap"})


def list_bad() -> Iterator[tuple[str, str, Any]]:
    """Yield the documents of the bad cases with their schema, and a name for each."""
    for file in BAD:
        schema = next((word for word in ("project", "pack") if word in file.stem), "pipeline")
        with contextlib.suppress(InvalidInputError):  # an editor reports errors of YAML itself
            yield from ((f"{file.stem}-{number}", schema, data) for number, data in enumerate(read(file)))


CASES = {name: (schema, data) for name, schema, data in list_bad()}


@pytest.mark.parametrize("name", CASES)
def test_bad_cases_are_refused_if_and_only_if_they_do_not_conform(name: str) -> None:
    schema, data = CASES[name]
    definition = "" if schema == "pipeline" else schema
    is_kubernetes = "apiVersion" in data and "kind" in data
    assert validator(schema).is_valid(data) == (is_kubernetes or not find_schema_faults(data, definition))


def test_many_cases_do_not_conform() -> None:
    refused = [name for name, (schema, data) in CASES.items() if not validator(schema).is_valid(data)]
    assert len(refused) > 40


@pytest.mark.parametrize(
    "text",
    [
        '{name: "a-${{ environment }}", image: a, run: echo}',
        '{name: a, image: a, run: echo, parallelism: "${{ vars.n }}"}',
        '{name: a, image: a, run: echo, image_pull_policy: "${{ vars.policy }}"}',
        '{name: a, image: a, steps: "${{ vars.steps }}"}',
        '{name: a, image: a, steps: [{name: b, run: echo, for_each: "${{ vars.regions }}"}]}',
        '{name: a, image: a, run: echo, parameters: {"${{ vars.name }}": 1}}',
        '{name: a, image: a, run: echo, volumes: {data: "${{ vars.volume }}"}}',
        '{name: a, image: a, run: echo, env: {A: {secret: "${{ vars.s }}", key: k, optional: "${{ vars.o }}"}}}',
    ],
)
def test_expressions_stand_for_values_of_any_type(text: str) -> None:
    [document] = read_documents(SourceText("", text))
    assert [error.message for error in PIPELINE.iter_errors(document.data)] == []


@pytest.mark.parametrize(
    "text",
    [
        "{name: a, image: a, run: echo, rnu: '${{ vars.x }}'}",
        "{name: a, image: a, steps: [{name: b, run: echo, timout: '${{ vars.x }}'}]}",
        "{name: 'A ${{', image: a, run: echo, kind: Wrokflow}",
        "{name: a, image: a, run: '${{ vars.x }}', script: '${{ vars.y }}'}",
        "{name: '${{ vars.x }}', image: a, image_pull_policy: Alwyas, run: echo}",
    ],
)
def test_expressions_hide_no_other_errors(text: str) -> None:
    [document] = read_documents(SourceText("", text))
    assert not PIPELINE.is_valid(document.data)


@pytest.mark.parametrize("value", ["$${{ vars.n }}", "{{ vars.n }}", "a$${{ vars.n }}", "$ {{ vars.n }}"])
def test_other_braces_are_no_expressions(value: str) -> None:
    assert not PIPELINE.is_valid({"name": "a", "image": "a", "run": "echo", "image_pull_policy": value})


@pytest.mark.parametrize(
    ("data", "is_valid"),
    [
        ({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"x": "1"}}, True),
        ({"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "spec": {}}, True),
        ({"apiVersion": "v1", "kind": "List", "items": []}, True),
        ({"apiVersion": 1, "kind": "ConfigMap"}, False),
        ({"kind": "ConfigMap", "data": {}}, False),
        ({"apiVersion": "v1", "name": "a", "run": "echo"}, False),
        ({"dag": {"start_at": "a", "steps": {"a": {"type": "stub"}}}}, True),
        ({"dag": {"start_at": "a"}}, False),
        ({"dag": {"start_at": "a", "steps": {"a": {"type": "stbu"}}}}, False),
        (None, False),
        ([], False),
        ("name: a", False),
    ],
)
def test_documents_beside_pipelines(data: Any, is_valid: bool) -> None:
    assert PIPELINE.is_valid(data) == is_valid


def test_settings_in_projects_and_packs_may_be_expressions() -> None:
    settings = {"image": f"a:{EXPRESSION}", "image_pull_policy": EXPRESSION, "env": {"A": EXPRESSION}}
    project = {"pipelines": "pipelines/", "defaults": settings, "profiles": {"big": settings}}
    assert validator("project").is_valid(project)
    assert not validator("project").is_valid({**project, "pipelines": {"a": EXPRESSION}})
    assert not validator("project").is_valid({**project, "argo_version": EXPRESSION})


def find_descriptions(schema: Mapping[str, Any]) -> dict[str, str]:
    return {name: row["description"] for name, row in schema["$defs"].items() if "description" in row}


def test_descriptions_stay_where_editors_look_for_them() -> None:
    published = find_descriptions(publish("pipeline"))
    assert published["image_pull_policy"]
    assert set(published) >= {"parameters", "steps", "retry", "for_each", "mount"}
