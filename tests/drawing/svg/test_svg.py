"""Pictures of graphs as SVG."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest

from argogen.drawing.scene.build import build_scene
from argogen.drawing.svg.document import write
from argogen.graph.combination import combine
from argogen.graph.model import Edge, EdgeKind, Flow, Graph, Group, GroupKind, Node, NodeKind
from tests.counting import count_calls
from tests.drawing.samples import (
    PHASES,
    build_checked,
    list_manifests,
    make_graph,
    make_large,
    make_run,
    read_graphs,
)  # fmt: skip
from tests.examples.gallery import EXAMPLES
from tests.graph.building import build_example
from tests.graph.hostile import NAMES, make_hostile_graph

SVG = "{http://www.w3.org/2000/svg}"


def read(graphs: Sequence[Graph]) -> ElementTree.Element:
    return ElementTree.fromstring(write(graphs))


def list_texts(graphs: Sequence[Graph]) -> list[str]:
    return ["".join(text.itertext()) for text in read(graphs).iter(f"{SVG}text")]


def check_document(graphs: Sequence[Graph]) -> None:
    text = write(graphs)
    root = ElementTree.fromstring(text)
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {
        "svg", "title", "desc", "style", "defs", "symbol", "marker", "g", "rect", "path", "text", "use", "circle",
    }  # fmt: skip
    references = {value for element in root.iter() for key, value in element.items() if key.endswith("href")}
    icons = {f"#{element.get('id')}" for element in root.iter(f"{SVG}symbol")}
    assert references <= icons
    assert "url(" not in re.sub(r"url\(#a-\w+\)", "", text)
    assert not [key for element in root.iter() for key in element.attrib if key.startswith("on")]
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_pictures_of_examples() -> None:
    for name in EXAMPLES:
        graphs = [built.graph for built in build_example(name)]
        check_document(graphs)
        build_checked(combine(graphs))


@pytest.mark.slow
def test_pictures_of_manifests(shared: Path) -> None:
    """Nothing overlaps in the picture of any manifest, and lines only cross where series-parallel parts are missing."""
    checked = 0
    for file, graphs in read_graphs(list_manifests(shared)):
        if graphs:
            check_document(graphs)
            build_checked(combine(graphs))
            checked += 1
        assert file.exists()
    assert checked > 200


def test_all_kinds_are_drawn() -> None:
    graph = make_graph()
    check_document([graph])
    build_checked(graph)
    texts = list_texts([graph])
    for text in (
        "all", "Workflow · mode=full", "container set · t", "3 items: xs, 2 at once", "a.result == full",
        "deadline 10m", "retries: 3 (OnError)", "continues on failed", "daemon", "a || b", "on Failed",
        "result → message", "at the end", "not needed by the target", "runs after, with the values that pass",
        "passes values", "handler",
    ):  # fmt: skip
        assert text in texts, text


def test_the_legend_has_what_occurs() -> None:
    graph = Graph("w", "Workflow", (Node("a", "a", kind=NodeKind.HTTP), Node("b", "b", kind=NodeKind.HTTP)))
    root = read([graph])
    legend = [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "legend"]
    assert legend == ["HTTP request"]


def test_only_styles_that_occur_are_written() -> None:
    text = write([Graph("w", "Workflow", (Node("a", "a", kind=NodeKind.HTTP),))])
    style = re.search("<style>(.*)</style>", text)
    assert style is not None
    assert ".http .icon{stroke:#8250df}" in style[1]
    assert ".http .icon{stroke:#bc8cff}" in style[1].partition("@media (prefers-color-scheme:dark)")[2]
    assert not {"Failed", "parallel", "line", "suspend", "container"} & set(re.findall(r"\.([A-Za-z][\w-]*)", style[1]))
    assert len(text) < 4000


def test_data_differs_from_order_without_colors() -> None:
    style = next(read([make_graph()]).iter(f"{SVG}style")).text or ""
    assert re.search(r"\.data\.line\{[^}]*stroke-dasharray:6 4", style)
    assert not re.search(r"\.line\{[^}]*dasharray", style.split(".data.line")[0])


def test_phases_have_icons_and_names() -> None:
    root = read([make_run()])
    texts = list_texts([make_run()])
    icons = {(use.get("href") or "").removeprefix("#i-") for use in root.iter(f"{SVG}use")}
    for phase in PHASES:
        assert phase in texts
        assert phase in icons
    assert "Workflow · Failed" in texts


def test_runs_have_a_timeline() -> None:
    rows = [group for group in read([make_run()]).iter(f"{SVG}g") if "row" in (group.get("class") or "").split()]
    assert ["critical" in (row.get("class") or "") for row in rows] == [True, False, True, True]
    assert "30s" in list_texts([make_run()])


def test_the_picture_is_described() -> None:
    root = read([make_run()])
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title desc"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert title.text == "Workflow run, Failed"
    assert (desc.text or "").startswith("9 nodes in 1 groups: a, b, quick, c, Error")
    assert "b after a" in (desc.text or "")


def test_hostile_names_are_text() -> None:
    graph = make_hostile_graph()
    check_document([graph])
    build_checked(graph)
    assert "<script>alert(1)</script>" in list_texts([graph])


def test_long_names_are_cut_and_named_in_full() -> None:
    name = "a-rather-long-name-of-a-step-" * 4
    root = read([Graph("w", "Workflow", (Node("x", name, kind=NodeKind.SCRIPT),))])
    assert name in [title.text for title in root.iter(f"{SVG}title")]
    lines = [text.text or "" for text in root.iter(f"{SVG}text") if text.get("class") == "name"]
    assert len(lines) == 2
    assert lines[0].endswith("-")
    assert lines[1].endswith("…")


def test_texts_are_in_their_boxes() -> None:
    for name in NAMES:
        scene = build_scene(Graph("w", "Workflow", (Node("x", name, kind=NodeKind.DATA, when=name),)))
        assert scene.cards["x"].size.width <= 260


def test_an_empty_graph_has_a_picture() -> None:
    assert "WorkflowTemplate 'w' has no templates" in " ".join(list_texts([Graph("w", "WorkflowTemplate")]))


def test_several_graphs_are_one_picture() -> None:
    texts = list_texts([make_run(), make_graph()])
    assert {"run, all", "run", "all"} <= set(texts)


def test_edges_into_groups_end_at_them() -> None:
    """Values between elements of different groups pass along the arrow between these groups, with their source."""
    elements = (
        Group("p", "", kind=GroupKind.PARALLEL), Node("p/a", "a", "p", kind=NodeKind.SCRIPT),
        Node("p/b", "b", "p", kind=NodeKind.SCRIPT), Node("c", "c", kind=NodeKind.SCRIPT),
    )  # fmt: skip
    edges = (
        Edge("p", "c", EdgeKind.ORDER), Edge("p/a", "c", EdgeKind.DATA, flows=(Flow("result", "x"),)),
        Edge("p/a", "p", EdgeKind.RECURSION),
    )  # fmt: skip
    scene = build_scene(Graph("w", "Workflow", elements, edges))
    (arrow,) = scene.arrows.values()
    assert (arrow.source, arrow.target, arrow.style, arrow.carries) == ("p", "c", "order", True)
    assert [line.text for line in arrow.lines] == ["a: result → x"]


def test_conditions_name_the_element_in_a_group() -> None:
    (built,) = build_example("workflow-hooks")
    scene = build_scene(built.graph)
    texts = [line.text for arrow in scene.arrows.values() if arrow.target == "handlers" for line in arrow.lines]
    assert "on_exit: at the end" in texts


def test_each_node_and_arrow_is_a_line_for_git() -> None:
    graph = make_graph()
    lines = write([graph]).splitlines()
    nodes = [line for line in lines if line.startswith('<g class="node ') and "transform" in line]
    arrows = [line for line in lines if line.startswith('<path class="line ') and " 10H" not in line]
    assert [re.findall(r'class="name"[^>]*>([^<]*)<', line) for line in nodes] == [[node.name] for node in graph.nodes]
    assert len(arrows) == len(build_scene(graph).layout.routes)
    assert not [line for line in arrows if line.count("<path") != 1]


def test_pictures_do_not_depend_on_hashing() -> None:
    program = (
        "from argogen.drawing.svg.document import write; from tests.drawing.samples import *;"
        "from argogen.drawing.html import page;"
        "print(write([make_graph()]), page.write([make_large(8, 8), make_run()]))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(found) == 1
    assert len(found.pop()) > 10_000


def test_growth() -> None:
    """Four times the nodes need at most 4.9 times the calls: n log n."""
    small, large = (count_calls(write, [make_large(groups, 20)]) for groups in (8, 32))
    assert large < 4.9 * small
