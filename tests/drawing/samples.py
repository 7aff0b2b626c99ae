"""Graphs for the tests of pictures."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from argogen.diagnostics import InvalidInputError
from argogen.drawing.layout.geometry import Frame
from argogen.drawing.scene.build import build_frame, build_scene
from argogen.drawing.scene.types import Scene
from argogen.graph.model import (
    Edge,
    EdgeKind,
    Execution,
    Flow,
    Graph,
    Group,
    GroupKind,
    Loop,
    Node,
    NodeKind,
    Place,
    Retry,
    Value,
)  # fmt: skip
from tests.drawing.layout.geometry_checks import count_crossings, find_crossed_boxes, find_overlaps
from tests.graph.building import build_file

PHASES = ("Succeeded", "Failed", "Error", "Running", "Pending", "Skipped", "Omitted")


def rebuild_frame(scene: Scene) -> Frame:
    """Return the frame that was laid out."""
    return build_frame(scene.graph, scene.cards, scene.arrows)


def build_checked(graph: Graph) -> Scene:
    """Return the scene of a graph; nothing in it overlaps, and lines only cross where it is not series-parallel."""
    scene = build_scene(graph)
    frame = rebuild_frame(scene)
    assert find_overlaps(frame, scene.layout) == []
    assert find_crossed_boxes(frame, scene.layout) == []
    if not scene.layout.layered:
        assert count_crossings(scene.layout) == 0
    return scene


def make_graph() -> Graph:
    """Return a graph with each kind of node, of edge and of detail."""
    nodes = [
        Node(f"main/{kind.value}", kind.value, "main", template="t", kind=kind, place=Place("p.yaml", number + 1))
        for number, kind in enumerate(NodeKind)
    ]
    loop = Loop("{{inputs.parameters.xs}}", 3, "2")
    nodes[0] = nodes[0]._replace(loop=loop, when="{{steps.a.outputs.result}} == full", deadline="10m", image="alpine:3")
    nodes[1] = nodes[1]._replace(
        retry=Retry("3", "OnError"), continues_on=("failed",), is_daemon=True, depends="a || b"
    )
    nodes[2] = nodes[2]._replace(is_excluded=True, outputs=(Value("x", "{{x}}"),))
    kinds = (EdgeKind.ORDER, EdgeKind.NEEDS, EdgeKind.DATA, EdgeKind.ARTIFACT, EdgeKind.HANDLER, EdgeKind.HOOK)
    edges = [
        Edge(nodes[number].id, nodes[number + 1].id, kind, "Failed" if kind is EdgeKind.NEEDS else "")
        for number, kind in enumerate(kinds)
    ]
    edges.append(Edge(nodes[0].id, nodes[1].id, EdgeKind.DATA, flows=(Flow("result", "message"),)))
    main = Group("main", "main", kind=GroupKind.STEPS)
    return Graph("all", "Workflow", (main, *nodes), tuple(edges), parameters=(Value("mode", "full"),))


def make_run() -> Graph:
    """Return a graph with the record of a run: a chain of three nodes, one beside it, and one for each other phase."""
    main = Group("main", "main", kind=GroupKind.DAG, phase="Failed")
    chain = [
        _run("a", "Succeeded", 0, 20), _run("b", "Succeeded", 20, 50), _run("quick", "Succeeded", 20, 25),
        _run("c", "Failed", 50, 61, "exit code 1"),
    ]  # fmt: skip
    others = [Node(f"main/{phase}", phase, "main", phase=phase, kind=NodeKind.SCRIPT) for phase in PHASES[2:]]
    edges = [
        Edge(f"main/{a}", f"main/{b}", EdgeKind.NEEDS)
        for a, b in (("a", "b"), ("b", "c"), ("a", "quick"), ("quick", "c"))
    ]
    return Graph("run", "Workflow", (main, *chain, *others), tuple(edges), phase="Failed")


def _run(name: str, phase: str, start: int, end: int, message: str = "") -> Node:
    begin, finish = (f"2026-01-02T03:0{second // 60}:{second % 60:02}Z" for second in (start, end))
    execution = Execution(f"{name}", phase, begin, finish, message)
    return Node(f"main/{name}", name, "main", kind=NodeKind.CONTAINER, phase=phase, executions=(execution,))


def make_large(groups: int, size: int) -> Graph:
    """Return a DAG of groups, each of which is a DAG of containers with random dependencies."""
    source = random.Random(1)
    elements: list[Node | Group] = [Group("main", "main", kind=GroupKind.DAG)]
    edges: list[Edge] = []
    for number in range(groups):
        group = f"main/stage-{number}"
        elements.append(Group(group, f"stage-{number}", "main", kind=GroupKind.DAG, depth=1))
        names = [f"{group}/task-{task}" for task in range(size)]
        elements += [Node(name, name.rpartition("/")[2], group, kind=NodeKind.CONTAINER, depth=2) for name in names]
        edges += [Edge(names[source.randrange(task)], names[task], EdgeKind.NEEDS) for task in range(1, size)]
        if number:
            edges.append(Edge(f"main/stage-{source.randrange(number)}", group, EdgeKind.NEEDS))
    return Graph("large", "Workflow", tuple(elements), tuple(edges))


def list_manifests(folder: Path) -> list[Path]:
    """List the manifests and pipelines below the directory of schemas, examples and cases."""
    folders = [folder / name for name in ("argo-examples", "conformance", "pipelines")]
    return sorted(file for each in folders for file in each.rglob("*.yaml"))


def read_graphs(files: Sequence[Path]) -> Iterator[tuple[Path, list[Graph]]]:
    """Yield the graphs of files, without those that are not valid pipelines or manifests."""
    for file in files:
        try:
            yield file, [built.graph for built in build_file(file)]
        except InvalidInputError:
            continue
