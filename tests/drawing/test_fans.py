"""Wide fans: boxes, or chains of boxes, with the same links are in a frame of several rows."""

from __future__ import annotations

import itertools

import pytest

from argogen.drawing.html import page
from argogen.drawing.scene.build import build_scene
from argogen.drawing.scene.types import Scene
from argogen.drawing.svg.document import write
from argogen.graph.model import Edge, EdgeKind, Flow, Graph, Group, GroupKind, Node, NodeKind
from tests.counting import count_calls
from tests.drawing.samples import build_checked


def make_fan(count: int, length: int = 1, *, outputs: int = 0, is_joined: bool = True, stray: bool = False) -> Graph:
    """Return a graph with chains between two nodes; each begins with a value, of which there are `outputs` names."""
    chains = [[f"m/{place}-{number}" for place in range(length)] for number in range(count)]
    edges = [Edge("m/a", chain[0], EdgeKind.NEEDS) for chain in chains]
    edges += [Edge(*pair, EdgeKind.NEEDS) for chain in chains for pair in itertools.pairwise(chain)]
    edges += [Edge(chain[-1], "m/z", EdgeKind.NEEDS, "Failed") for chain in chains if is_joined]
    edges += [
        Edge("m/a", chain[0], EdgeKind.DATA, flows=(Flow(f"o{number % outputs}", "v"),))
        for number, chain in enumerate(chains)
        if outputs
    ]
    edges += [Edge(chains[0][-1], chains[-1][0], EdgeKind.NEEDS)] * stray
    names = ["m/a", *(name for chain in chains for name in chain), *["m/z"] * is_joined]
    nodes = [Node(name, name, "m", kind=NodeKind.CONTAINER) for name in names]
    return Graph("fan", "Workflow", (Group("m", "m", kind=GroupKind.DAG), *nodes), tuple(edges))


def draw(graph: Graph) -> Scene:
    scene = build_checked(graph)
    assert write([graph])
    assert page.write([graph])
    return scene


@pytest.mark.parametrize("length", [1, 3])
@pytest.mark.parametrize("is_joined", [True, False])
@pytest.mark.parametrize("outputs", [0, 1])
def test_alike_chains_are_in_rows(length: int, is_joined: bool, outputs: int) -> None:
    scene = draw(make_fan(14, length, is_joined=is_joined, outputs=outputs))
    assert len(scene.layout.racks) == 1
    assert scene.layout.layered == 0
    assert scene.layout.size.width < 1000
    assert len(scene.layout.routes) == 14 * (length - 1) + 1 + is_joined
    (rack,) = scene.layout.racks
    inside = [box for name, box in scene.layout.boxes.items() if name not in ("", "m", "m/a", "m/z")]
    assert len(inside) == 14 * length
    assert all(rack.x < box.x and box.right < rack.right for box in inside)
    assert all(rack.y < box.y and box.bottom < rack.bottom for box in inside)


def test_different_values_of_a_fan_are_one_label() -> None:
    scene = draw(make_fan(40, outputs=40))
    lines = [line.text for line in scene.arrows["m/a", "m/0-7"].lines]
    assert lines == ["o0 → v", "o1 → v", "o2 → v", "+ 37 more"]
    assert len(scene.layout.routes) == 2


def test_few_chains_are_side_by_side() -> None:
    for count, length in ((5, 1), (5, 3), (2, 2)):
        scene = draw(make_fan(count, length, outputs=count))
        assert scene.layout.racks == []
        assert [line.text for line in scene.arrows["m/a", "m/0-1"].lines] == ["o1 → v"]


def test_chains_with_other_links_are_beside_the_rows() -> None:
    scene = draw(make_fan(16, 3, stray=True))
    (rack,) = scene.layout.racks
    outside = [name for name, box in scene.layout.boxes.items() if name.endswith(("-0", "-15")) and box.x > rack.right]
    inside = [name for name, box in scene.layout.boxes.items() if rack.x < box.x < rack.right and box.y > rack.y]
    assert len(outside) + len(inside) >= 3 * 14
    assert not set(inside) & {"m/0-15", "m/2-0"}


def test_chains_are_linear() -> None:
    small, large = (count_calls(build_scene, make_fan(count, 3, outputs=2)) for count in (20, 80))
    assert large < 4.9 * small
