"""Ids of elements are unique, also for names that Argo refuses, and for those of handlers."""

from __future__ import annotations

import pytest

from argogen.drawing.formats import FORMATS
from argogen.graph.model import EdgeKind, Graph, Node

from .building import build, build_spec, show_edges, write_manifest

HANDLED = """
entrypoint: {name}
onExit: pod
templates:
- name: {name}
  steps: [[{{name: a, template: pod}}]]
"""


def check_unique(graph: Graph) -> None:
    assert len(graph.by_id) == len(graph.elements)
    for form in FORMATS.values():
        assert form.write([graph], {})


@pytest.mark.parametrize(
    "body",
    [
        "steps: [[{name: a, template: pod}], [{name: a, template: pod}, {template: pod}, {template: pod}]]",
        "steps: [[{name: '[1]', template: pod}], [{name: a, template: pod}, {name: b, template: pod}]]",
        "dag: {tasks: [{name: a, template: pod}, {name: a, template: pod, depends: a}, {name: 'a~2', template: pod}]}",
    ],
)
def test_names_that_occur_twice(body: str) -> None:
    check_unique(build_spec(f"entrypoint: main\ntemplates:\n- name: main\n  {body}\n"))


@pytest.mark.parametrize("name", ["handlers", "on_exit"])
def test_templates_with_the_ids_of_handlers(name: str) -> None:
    graph = build_spec(HANDLED.format(name=name))
    check_unique(graph)
    assert show_edges(graph, EdgeKind.HANDLER) == [f"{name}~2 -> on_exit"]
    root = graph.by_id[f"{name}~2"]
    assert root.name == name


def test_handlers_belong_to_all_templates_that_can_start() -> None:
    graph = build(write_manifest("onExit: end\ntemplates:\n- {name: end, suspend: {}}\n", "WorkflowTemplate"))
    check_unique(graph)
    assert show_edges(graph) == ["end -> on_exit", "pod -> on_exit", "out -> on_exit"]


def test_definitions_of_templates_with_the_same_name() -> None:
    """An inline template `t` in `w`, and the template `t` of `w` in both scopes, are different ones."""
    call = "templateRef: {name: w, template: t"
    caller = write_manifest(
        f"""
        entrypoint: w
        templates:
        - name: w
          steps:
          - [{{name: t, inline: {{suspend: {{}}}}}}, {{name: b, {call}}}}}, {{name: c, {call}, clusterScope: true}}}}]
        """
    )
    others = [
        write_manifest(f"templates:\n- {{name: t, container: {{image: {kind}}}}}\n", kind)
        for kind in ("WorkflowTemplate", "ClusterWorkflowTemplate")
    ]
    graph = build(caller, references=others)
    found = {node.name: graph.templates[node.definition] for node in graph.nodes}
    assert found["t"] == {"suspend": {}}
    assert [found[name]["container"]["image"] for name in "bc"] == ["WorkflowTemplate", "ClusterWorkflowTemplate"]


@pytest.mark.parametrize(
    ("sequence", "over", "count"),
    [
        ("{count: '-1'}", "0 to -2", 3), ("{count: 0}", "no items", 0), ("{start: 5, end: 3}", "5 to 3", 3),
        ("{start: 2, count: 3}", "2 to 4", 3), ("{count: '{{workflow.name}}'}", "{{workflow.name}} items from 0", None),
    ],
)  # fmt: skip
def test_sequences_have_the_items_of_the_scheduler(sequence: str, over: str, count: int | None) -> None:
    call = f"{{name: a, template: pod, withSequence: {sequence}}}"
    graph = build_spec(f"entrypoint: main\ntemplates:\n- name: main\n  steps: [[{call}]]\n")
    (node,) = graph.nodes
    assert isinstance(node, Node)
    assert node.loop is not None
    assert (node.loop.over, node.loop.count) == (over, count)
