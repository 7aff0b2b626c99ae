"""A quick yes is never wrong: whatever has the shape, the validator accepts."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from argogen.project.shape import fits
from argogen.schemas import read_own_schema, read_schema

OWN = read_own_schema("project")
VALIDATOR = Draft202012Validator(read_schema("project"))
WHOLE: dict[str, Any] = {
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
ODD: list[Any] = [None, True, 3, 3.7, "", "x", "a b", [], [3], ["x"], {}, {"x": 1}, {"x": {}}, {"a b": {}}]


def test_a_whole_project_fits() -> None:
    assert VALIDATOR.is_valid(WHOLE)
    assert fits(WHOLE, OWN, OWN["$defs"])
    assert fits({"pipelines": "x"}, OWN, OWN["$defs"])


def mutate(value: Any) -> Iterator[Any]:
    """The value with one part replaced, left out or added, for each part outside of settings."""
    yield from ODD
    if isinstance(value, dict):
        for key, item in value.items():
            yield {other: part for other, part in value.items() if other != key}
            if key not in ("defaults", "profiles"):
                yield from ({**value, key: changed} for changed in mutate(item))
        yield {**value, "unknown": 1}
    elif isinstance(value, list):
        yield from ([*value, odd] for odd in ODD)


MUTATIONS = list(mutate(WHOLE))


def test_whatever_fits_is_valid_and_most_that_is_valid_fits() -> None:
    fitting = [mutation for mutation in MUTATIONS if fits(mutation, OWN, OWN["$defs"])]
    valid = [mutation for mutation in MUTATIONS if VALIDATOR.is_valid(mutation)]
    assert [json.dumps(mutation) for mutation in fitting if not VALIDATOR.is_valid(mutation)] == []
    assert len(valid) - len(fitting) < len(valid) // 10
    assert 20 < len(fitting) < len(MUTATIONS) // 2


def test_a_name_with_a_line_end_is_left_to_the_validator() -> None:
    assert not fits({"pipelines": "x", "environments": {"prod\n": {}}}, OWN, OWN["$defs"])


@pytest.mark.parametrize("keyword", ["oneOf", "minimum", "uniqueItems"])
def test_what_it_does_not_know_is_a_doubt(keyword: str) -> None:
    assert not fits(3, {keyword: []}, {})


def test_nothing_is_changed() -> None:
    value = copy.deepcopy(WHOLE)
    fits(value, OWN, OWN["$defs"])
    assert value == WHOLE
