"""Mermaid and DOT are valid, and show what the graph has."""

from __future__ import annotations

import html
from collections.abc import Sequence

import pytest

from argogen.drawing import dot, mermaid
from argogen.drawing.labels import describe_group, describe_node, merge_edges, read_tags
from argogen.graph.combination import combine
from argogen.graph.model import EdgeKind, Graph, Group, Node, NodeKind
from tests.counting import count_calls
from tests.examples.gallery import EXAMPLES

from .building import build, build_example, build_spec, write_manifest
from .hostile import NAMES, make_hostile_graph
from .tools import parse_mermaid, read_dot, read_label

LOOP = """
entrypoint: main
templates:
- name: main
  steps:
  - [{name: a, template: out}, {name: b, template: pod, when: '{{workflow.name}} != "x"'}]
  - [{name: c, template: main, arguments: {parameters: [{name: x, value: '{{steps.a.outputs.parameters.o}}'}]}}]
"""


def list_graphs() -> list[Graph]:
    graphs = [combine([built.graph for built in build_example(name)]) for name in EXAMPLES]
    several = combine([build_spec(LOOP), build_spec(LOOP)])
    return [*graphs, make_hostile_graph(), several, Graph("empty", "WorkflowTemplate")]


def describe(element: Node | Group) -> list[str]:
    return describe_group(element) if isinstance(element, Group) else describe_node(element)


def describe_in_mermaid(element: Node | Group) -> list[str]:
    """Return the lines in a flowchart: the title of a group is one line."""
    return [" · ".join(describe(element))] if isinstance(element, Group) else describe(element)


def test_mermaid_reads_all_elements_and_edges() -> None:
    graphs = list_graphs()
    for graph, read in zip(graphs, parse_mermaid([mermaid.write([graph]) for graph in graphs]), strict=True):
        assert "error" not in read, read["error"]
        if not graph.elements:
            (node,) = read["nodes"]
            assert read_label(node["label"]) == ["WorkflowTemplate 'empty' has no templates"]
            continue
        names = dict(zip(graph.by_id, [line.split("[")[0] for line in list_ids(graph)], strict=True))
        nodes = {node["id"]: (read_label(node["label"]), node["parent"]) for node in read["nodes"]}
        assert nodes == {
            names[element.id]: (strip(describe_in_mermaid(element)), names.get(element.group, ""))
            for element in graph.elements
        }
        edges = [(edge["source"], edge["target"], read_label(edge["label"])) for edge in read["edges"]]
        assert edges == [
            (names[edge.source], names[edge.target], strip(lines))
            for edge, lines in merge_edges(graph.edges)
            if edge.kind is not EdgeKind.RECURSION
        ]


def list_ids(graph: Graph) -> list[str]:
    """Return the names of all elements in the flowchart, in order."""
    lines = [line.strip() for line in mermaid.write([graph]).splitlines()]
    starts = [line.removeprefix("subgraph ") for line in lines if line.startswith(("subgraph n_", "n_"))]
    return [mermaid_name(line) for line in starts if '"' in line and " " not in mermaid_name(line)]


def mermaid_name(line: str) -> str:
    """Return the part of a line before the shape."""
    return line.partition('"')[0].rstrip("([{>/\\")


def strip(lines: Sequence[str]) -> list[str]:
    """Return lines without spaces at their ends, which Mermaid removes from labels."""
    joined = "\n".join(lines).strip(" ")
    return joined.split("\n") if joined else []


def test_dot_reads_all_elements_and_edges() -> None:
    for graph in list_graphs():
        read = read_dot(dot.write([graph]))
        objects = {each["name"]: each["label"] for each in read.get("objects", ()) if "label" in each}
        expected = {
            f"cluster_{element.id}" if isinstance(element, Group) else element.id: "\\n".join(describe(element))
            for element in graph.elements
        }
        assert len(objects) == max(len(expected), 1)
        assert len(read.get("edges", ())) == len(merge_edges(graph.edges))
        if not any(set(element.id) & set('\\&"\n\t\x00') for element in graph.elements) and graph.elements:
            assert {name: html.unescape(label).replace("\n", "\\n") for name, label in objects.items()} == expected


@pytest.mark.parametrize("name", NAMES)
def test_labels_have_no_special_characters(name: str) -> None:
    escaped = mermaid.escape(name)
    assert not set(escaped) & set('"<>`|{}[]\\$%')
    assert not escaped.lstrip().startswith(("-", "+", "="))


def test_recursion_has_no_edge_in_mermaid_and_one_in_dot() -> None:
    graph = build_spec(LOOP)
    assert [node.kind for node in graph.nodes if node.name == "c"] == [NodeKind.RECURSION]
    assert "recursion: main" in mermaid.write([graph])
    assert '"main/c" -> "main/a" [label="recursion"' in dot.write([graph])


def test_names_do_not_depend_on_others() -> None:
    before = mermaid.write([build_spec(LOOP)])
    after = mermaid.write([build(write_manifest(LOOP.replace("{name: a,", "{name: aa, template: pod}, {name: a,")))])
    assert set(before.splitlines()) <= set(after.splitlines())


def test_the_phase_is_in_the_label_and_not_only_a_colour() -> None:
    node = Node("a", "a", kind=NodeKind.CONTAINER, phase="Failed")
    text = mermaid.write([Graph("w", "Workflow", (node,))])
    assert 'n_a["a<br/>container<br/>Failed"]' in text
    assert "class n_a phaseFailed" in text
    assert "Failed" in dot.write([Graph("w", "Workflow", (node,))])


def test_texts_are_linear() -> None:
    def make(count: int) -> Graph:
        steps = "".join(
            f"  - [{{name: s{number}, template: out}}, {{name: t{number}, template: pod}}]\n" for number in range(count)
        )
        return build(write_manifest(f"entrypoint: main\ntemplates:\n- name: main\n  steps:\n{steps}"))

    small, large = make(20), make(80)
    for write in (mermaid.write, dot.write):
        assert count_calls(write, [large]) < 4.4 * count_calls(write, [small])


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("{{steps.plan.outputs.result}} == full", "plan.result == full"),
        ("'{{workflow.parameters.level}}' == 'high'", "level == 'high'"),
        ('"{{workflow.status}}" != "Succeeded"', 'workflow.status != "Succeeded"'),
        ("'{{=asInt(inputs.parameters.n) + 1}}' > '2'", "asInt(n) + 1 > '2'"),
        ("'{{a}}-{{b}}' == 'x'", "'a-b' == 'x'"),
    ],
)
def test_quotes_around_a_tag_are_left_out(text: str, short: str) -> None:
    assert read_tags(text) == short
