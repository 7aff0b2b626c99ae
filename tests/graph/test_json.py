"""Graphs as JSON have their schema, and their own version."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from argogen.drawing import json as graph_json
from argogen.graph.model import EdgeKind, Graph, GroupKind, NodeKind, Role
from argogen.schemas import read_schema
from tests.examples.gallery import EXAMPLES

from .building import build_example, build_spec
from .hostile import make_hostile_graph
from .test_build import STEPS

SCHEMA = read_schema("graph")
VALIDATOR = Draft202012Validator(SCHEMA)


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_have_the_schema(name: str) -> None:
    graphs = [built.graph for built in build_example(name)]
    text = graph_json.write(graphs)
    data = json.loads(text)
    assert list(VALIDATOR.iter_errors(data)) == []
    assert graph_json.write([built.graph for built in build_example(name)]) == text
    for graph, written in zip(graphs, data["graphs"], strict=True):
        assert [edge["source"] for edge in written["edges"]] == [edge.source for edge in graph.edges]
        assert len(written["nodes"]) + len(written["groups"]) == len(graph.elements)


@pytest.mark.parametrize("graph", [make_hostile_graph(), build_spec(STEPS), Graph("w", "Workflow")])
def test_other_graphs_have_the_schema(graph: Graph) -> None:
    assert list(VALIDATOR.iter_errors(json.loads(graph_json.write([graph])))) == []


def test_the_schema_lists_all_kinds() -> None:
    definitions = SCHEMA["$defs"]
    assert definitions["Node"]["properties"]["kind"]["enum"] == [kind.value for kind in NodeKind]
    assert definitions["Group"]["properties"]["kind"]["enum"] == [kind.value for kind in GroupKind]
    assert definitions["Edge"]["properties"]["kind"]["enum"] == [kind.value for kind in EdgeKind]
    assert definitions["Element"]["properties"]["role"]["enum"] == [role.value for role in Role]
    assert SCHEMA["properties"]["version"]["const"] == graph_json.VERSION
