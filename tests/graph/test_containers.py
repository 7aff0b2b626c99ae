"""The containers of a container set are elements, in the order of their dependencies."""

from __future__ import annotations

from argogen.drawing import mermaid
from argogen.graph.model import EdgeKind, Group, GroupKind, Node, NodeKind
from argogen.graph.options import GraphOptions
from tests.compiling import make_source

from .building import build_source, build_spec, show_edges, write_manifest
from .test_runs import add, make_node, make_workflow

SPEC = """
entrypoint: main
templates:
- name: main
  steps: [[{name: a, template: several, withItems: [1, 2]}, {name: b, template: one}]]
- name: one
  containerSet: {containers: [{name: main, image: i, command: [x]}]}
- name: several
  containerSet:
    retryStrategy: {retries: 3}
    containers:
    - {name: first, image: i, command: [x]}
    - {name: second, image: j, command: [x], dependencies: [first]}
    - {name: main, image: i, command: [x], dependencies: [first, second]}
"""


def test_containers_have_dependencies() -> None:
    graph = build_spec(SPEC)
    group, second = graph.by_id["main/a"], graph.by_id["main/a/second"]
    assert isinstance(group, Group)
    assert group.kind is GroupKind.CONTAINER_SET
    assert group.loop is not None
    assert isinstance(second, Node)
    assert (second.kind, second.image, second.depth) == (NodeKind.CONTAINER, "j", 2)
    assert second.retry is not None
    assert second.retry.limit == "3"
    assert show_edges(graph, EdgeKind.CONTAINER) == [
        "main/a/first -> main/a/second", "main/a/first -> main/a/main", "main/a/second -> main/a/main",
    ]  # fmt: skip
    assert 'subgraph n_main_a["a: several · container set · for each of 2 items: 1, 2"]' in mermaid.write([graph])


def test_a_set_of_one_container_is_a_node() -> None:
    node = build_spec(SPEC).by_id["main/b"]
    assert isinstance(node, Node)
    assert node.kind is NodeKind.CONTAINER_SET


def test_containers_can_be_hidden() -> None:
    for shown in (GraphOptions(depth=1), GraphOptions(collapse=["several"]), GraphOptions(maximum=2)):
        graph = build_spec(SPEC, shown)
        node = graph.by_id["main/a"]
        assert isinstance(node, Node)
        assert node.kind is NodeKind.CONTAINER_SET


def test_containers_have_phases() -> None:
    (built,) = build_source(make_source(write_manifest(SPEC)))
    nodes = [
        make_node("[0].a(1:2)", "Pod", "Failed"), make_node("[0].a(1:2).first", "Container", "Succeeded"),
        make_node("[0].a(1:2).second", "Container", "Failed"), make_node("[0].b", "Pod", "Succeeded"),
        make_node("[0].b.main", "Container", "Succeeded"),
    ]  # fmt: skip
    graph = add(built, make_workflow(*nodes))
    assert {element.id: element.phase for element in graph.elements if element.phase} == {
        "main/a": "Failed", "main/a/first": "Succeeded", "main/a/second": "Failed", "main/b": "Succeeded",
    }  # fmt: skip
