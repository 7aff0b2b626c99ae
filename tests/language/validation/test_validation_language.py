"""Assumptions of the validation about the schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from argogen.argo.structure import DEFAULT_VERSION, VERSIONS, load_structure
from argogen.language.validation.layout import Layout, lay_out
from argogen.language.validation.patterns import KNOWN_PATTERNS
from argogen.language.validation.value_diagnostics import LIMITS
from argogen.schemas import read_schema

LANGUAGE = {"$defs": {name: read_schema(name) for name in ("pipeline", "project", "pack")}}
CHOICES = ("oneOf", "anyOf", "not", "if")
EXPLAINED = {"additionalProperties", "required", "dependentRequired", "type", "enum", "const", "pattern", *LIMITS}
CARRIERS = {"properties", "items", "propertyNames", "then", "else", "$ref", "$defs", *CHOICES}
ANNOTATIONS = {"$schema", "$id", "title", "description", "examples"}


def walk(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema in a schema."""
    if not isinstance(schema, dict):
        return
    yield schema
    for keyword in ("properties", "$defs"):
        for part in schema.get(keyword, {}).values():
            yield from walk(part)
    for keyword in ("items", "additionalProperties", "propertyNames", "then", "else", "if", "not"):
        yield from walk(schema.get(keyword))
    for keyword in ("oneOf", "anyOf"):
        for part in schema.get(keyword, []):
            yield from walk(part)


def test_every_pattern_has_words() -> None:
    patterns = {schema["pattern"] for schema in walk(LANGUAGE) if "pattern" in schema}
    in_words = {pattern for pattern in patterns if not pattern.startswith(("^(On", "^(get"))}
    assert in_words == KNOWN_PATTERNS


def test_every_keyword_is_explained() -> None:
    keywords = {keyword for schema in walk(LANGUAGE) for keyword in schema if not keyword.startswith("x-")}
    assert keywords <= EXPLAINED | CARRIERS | ANNOTATIONS


def test_every_choice_is_one_of_keys() -> None:
    choices = [schema[keyword] for schema in walk(LANGUAGE) for keyword in ("oneOf", "anyOf") if keyword in schema]
    branches = [branch for branches in choices for branch in branches]
    assert branches
    assert [branch for branch in branches if set(branch) not in ({"required"}, {"not"})] == []
    assert all(len(branch.get("required", "1")) == 1 for branch in branches)


def test_every_row_names_a_field() -> None:
    structure = load_structure(DEFAULT_VERSION)
    rows = [row for schema in walk(LANGUAGE) for row in schema.get("x-argo", {}).items()]
    assert rows
    assert [row for row in rows if structure.field(*row) is None] == []


def visit(layout: Layout, seen: dict[int, Layout]) -> None:
    if id(layout) not in seen:
        seen[id(layout)] = layout
        entries = [layout.entries[key] for key in layout.schema.get("properties", ())]
        for part in (*entries, layout.each, layout.items, layout.nested):
            if isinstance(part, Layout):
                visit(part, seen)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_argo_object_is_known_to_the_structure(version: str) -> None:
    structure = load_structure(version)
    seen: dict[int, Layout] = {}
    for definition in ("", "project", "pack"):
        visit(lay_out(structure, definition), seen)
    types = {layout.argo.definition for layout in seen.values() if layout.argo}
    assert {"Container", "ScriptTemplate", "RetryStrategy", "ObjectMeta", "EnvVarSource", "ValueFrom"} <= types
    for type_ in types:
        structure.check({}, type_)
