"""Data that is recognized as valid is accepted by the validators, and most valid data is recognized."""

from __future__ import annotations

import copy
import inspect
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from argogen.language.validation.definitions import build_check, build_validator
from argogen.language.validation.pipeline import find_schema_faults
from argogen.project.pipelines import list_yaml_files
from argogen.project.project import is_certainly_valid
from argogen.schemas import read_schema
from argogen.schemas.conformance import Check, Conformance
from argogen.yaml import SourceText, read_documents

ROOT = Path(__file__).parents[2]
GOOD = [*sorted((ROOT / "tests/cases/good").glob("*.yaml")), *list_yaml_files(ROOT / "examples")]
PROJECT: dict[str, Any] = {
    "pipelines": ["pipelines/", "more/**/*.yaml"],
    "output": "manifests/{environment}/{path}",
    "argo_version": "3.7",
    "templates": ["templates/"],
    "vars": {"registry": "ghcr.io/acme", "n": 3},
    "defaults": {"image": "alpine:3.23", "retry": 2},
    "profiles": {"gpu": {"resources": {"limits": {"gpu": 1}}}},
    "environments": {
        "staging": None,
        "prod-1": {"vars": {"n": 4}, "defaults": {"retry": 3}, "output": "deploy/{path}", "pipelines": "prod/"},
    },
}
PIPELINE: dict[str, Any] = {
    "name": "whole",
    "parameters": {"level": "low", "size": {"value": 3, "enum": [3, 4]}},
    "defaults": {"image": "alpine:3.23", "env": {"A": "b", "SECRET": {"secret": "s", "key": "k"}}, "retry": 2},
    "volumes": {"data": {"claim_template": {"size": "1Gi", "access_modes": ["ReadWriteOnce"]}}},
    "steps": [
        {"name": "one", "run": "x", "outputs": {"out": "/tmp/out"}, "deadline": "1h", "mounts": {"/data": "data"}},
        [
            {"name": "two", "script": {"source": "x"}, "outputs": ["a", "b"], "when": True},
            {"name": "three", "use": "part", "with": {"n": 1}, "for_each": {"items": [1, 2], "parallelism": 2}},
        ],
    ],
    "components": {"part": {"parameters": {"n": 1}, "container": {"image": "busybox"}}},
}
ODD: list[Any] = [
    None,
    True,
    0,
    1,
    -3,
    3.7,
    "",
    "x",
    "a b",
    "/x",
    [],
    [3],
    ["x"],
    ["x", "x"],
    {},
    {"x": 1},
    {"a b": {}},
]


def mutate(value: Any, passed: tuple[str, ...] = ()) -> Iterator[Any]:
    """Yield the value with one part replaced, removed or added, for each part that is not skipped."""
    yield from ODD
    if isinstance(value, dict):
        for key, item in value.items():
            yield {other: part for other, part in value.items() if other != key}
            if key not in passed:
                yield from ({**value, key: changed} for changed in mutate(item, passed))
        yield from ({**value, key: "x"} for key in ("unknown", "run", "key", "value", "spec", "items"))
    elif isinstance(value, list):
        yield from ([*value, odd] for odd in ODD)
        for index, item in enumerate(value):
            yield from ([*value[:index], changed, *value[index + 1 :]] for changed in mutate(item, passed))


def assert_certain(check: Check, validator: Any, mutations: list[Any]) -> None:
    accepted = [mutation for mutation in mutations if check(mutation)]
    valid = [mutation for mutation in mutations if validator.is_valid(mutation)]
    assert [json.dumps(mutation) for mutation in accepted if not validator.is_valid(mutation)] == []
    assert len(valid) - len(accepted) < len(valid) // 10
    assert 20 < len(accepted) < len(mutations) // 2


def test_only_valid_projects_are_recognized() -> None:
    # Foreign definitions are taken to be right: what they describe was validated when the manifests were rendered.
    mutations = list(mutate(PROJECT, passed=("defaults", "profiles")))
    assert is_certainly_valid(PROJECT)
    assert is_certainly_valid({"pipelines": "x"})
    assert_certain(is_certainly_valid, Draft202012Validator(read_schema("project")), mutations)


def test_only_valid_pipelines_are_recognized() -> None:
    assert build_check()(PIPELINE)
    assert_certain(build_check(), build_validator(), list(mutate(PIPELINE)))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_pipelines_need_no_validator(path: Path) -> None:
    documents = [each.data for each in read_documents(SourceText(path.name, path.read_text("utf-8")))]
    assert documents
    assert [build_check()(data) for data in documents] == [build_validator().is_valid(data) for data in documents]


@pytest.mark.parametrize(
    ("schema", "accepted", "doubtful"),
    [
        ({"type": "integer"}, [3, -3], [True, 3.0, "3", None]),
        ({"type": ["number", "null"]}, [3, 3.5, None], [True, "3", math.inf, math.nan]),
        ({"type": "boolean"}, [True], [1, "true"]),
        ({"enum": ["a", 1, None]}, ["a", 1, None], [True, 1.0, "b", []]),
        ({"const": True}, [True], [1, "true", None]),
        ({"pattern": "^a$"}, ["a", 3], ["ab", "a\n"]),
        ({"minLength": 1, "maxLength": 2}, ["a", "ab", 3, []], ["", "abc"]),
        ({"minItems": 1, "maxItems": 2}, [[1], "", {}], [[], [1, 2, 3]]),
        ({"minProperties": 1, "maxProperties": 1}, [{"a": 1}, []], [{}, {"a": 1, "b": 2}]),
        ({"minimum": 1, "maximum": 2}, [1, 2.0, "0"], [0.9, 3]),
        ({"uniqueItems": True}, [["a", "b"], "aa"], [["a", "a"], [1, 2]]),
        ({"uniqueItems": False}, [["a", "a"]], []),
        ({"required": ["a"]}, [{"a": 1}, 3], [{}]),
        ({"dependentRequired": {"a": ["b"]}}, [{"b": 1}, {"a": 1, "b": 2}, 3], [{"a": 1}]),
        ({"properties": {"a": {"type": "string"}}}, [{"a": "x", "b": 1}, 3], [{"a": 1}]),
        ({"properties": {"a": True}, "additionalProperties": False}, [{"a": 1}, {}], [{"b": 1}]),
        ({"propertyNames": {"pattern": "^a"}}, [{"ab": 1}, []], [{"b": 1}]),
        ({"items": {"type": "string"}}, [["a"], "a", []], [["a", 1]]),
        ({"anyOf": [{"type": "string"}, {"required": ["a"]}]}, ["x", {"a": 1}], [{}]),
        ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, [{"a": 1}, {"b": 1}], [{}, {"a": 1, "b": 1}]),
        ({"not": {"anyOf": [{"required": ["a"]}]}}, [{}], [{"a": 1}, 3]),
        ({"if": {"type": "array"}, "then": {"minItems": 1}, "else": {"type": "string"}}, [[1], "a"], [[], 3]),
        ({"if": {"required": ["a"]}, "else": {"required": ["b"]}}, [{"a": 1}, {"b": 1}], [{}]),
        ({"$ref": "#/$defs/word", "minLength": 2}, ["ab"], ["a", 3]),
        ({"$ref": "urn:other#/$defs/word"}, ["foreign"], ["word"]),
        ({"description": "a word", "x-argo": {}, "type": "string"}, ["a"], [3]),
    ],
    ids=json.dumps,
)
def test_each_keyword(schema: dict[str, Any], accepted: list[Any], doubtful: list[Any]) -> None:
    check = Conformance({"word": {"type": "string"}}, external=lambda value: bool(value == "foreign")).build(schema)
    assert [value for value in accepted if not check(value)] == []
    assert [value for value in doubtful if check(value)] == []


@pytest.mark.parametrize(
    "schema",
    [
        {"unevaluatedProperties": False},
        {"type": "integer", "multipleOf": 1},
        {"not": {"pattern": "b"}},
        {"not": {"type": "integer"}},
        {"oneOf": [{"pattern": "b"}, {"type": "integer"}]},
        {"if": {"minLength": 1}, "then": True},
        {"$ref": "urn:other#/$defs/word"},
        False,
    ],
    ids=json.dumps,
)
def test_what_cannot_be_decided_is_a_doubt(schema: dict[str, Any] | bool) -> None:
    assert not Conformance({}).build(schema)(3)


def test_what_is_nested_too_deep_is_left_to_the_validator(monkeypatch: pytest.MonkeyPatch) -> None:
    data: Any = {"name": "x", "run": "a"}
    for _ in range(50):  # as deep as documents may be
        data = {"name": "x", "steps": [data]}
    check, limit = build_check(), sys.getrecursionlimit()
    assert find_schema_faults(data) == []  # everything that is imported or built once
    monkeypatch.delitem(sys.modules, "jsonschema_rs")  # else the validator is asked at once
    sys.setrecursionlimit(len(inspect.stack(0)) + 100)
    try:
        with pytest.raises(RecursionError):
            check(data)
        assert find_schema_faults(data) == []
    finally:
        sys.setrecursionlimit(limit)


def test_nothing_is_changed() -> None:
    value = copy.deepcopy(PIPELINE)
    assert build_check()(value)
    assert value == PIPELINE
