"""Graphs that are not series-parallel are drawn in layers, which are not much wider than the widest one."""

from __future__ import annotations

import itertools
import random

import pytest

from argogen.drawing.layout.geometry import Box, Frame, Link
from argogen.drawing.layout.nesting import lay_out
from argogen.drawing.layout.routing import spread_ports

from .geometry_checks import find_crossed_boxes, find_overlaps


def make_layers(seed: int, width: int, height: int, degree: int) -> Frame:
    """Return layers of boxes of different sizes, each with some links to the layer above."""
    chosen = random.Random(seed)
    boxes = [
        Box(str(number), chosen.choice([60, 120, 400]), chosen.choice([30, 50])) for number in range(width * height)
    ]
    links = [
        Link(str(above + source), str(above + width + target))
        for above in range(0, width * (height - 1), width)
        for target in range(width)
        for source in sorted(chosen.sample(range(width), degree))
    ]
    return Frame("", boxes, links)


def test_dense_layers_are_not_much_wider_than_their_boxes() -> None:
    frame = make_layers(1, 20, 4, 5)
    layout = lay_out(frame)
    rows = [frame.members[start : start + 20] for start in range(0, 80, 20)]
    widest = max(sum(box.width + 28 for box in row if isinstance(box, Box)) for row in rows)
    assert layout.layered == 1
    assert layout.size.width < 1.7 * widest
    assert find_overlaps(frame, layout) == []
    assert find_crossed_boxes(frame, layout) == []


def test_lines_begin_and_end_at_their_boxes() -> None:
    frame = make_layers(12, 20, 2, 8)
    layout = lay_out(frame)
    for route in layout.routes:
        for point, end in ((route.points[0], route.links[0].source), (route.points[-1], route.links[0].target)):
            box = layout.boxes[end]
            assert box.x <= point.x <= box.right


@pytest.mark.parametrize("seed", range(30))
def test_ports_are_in_order_and_within_reach(seed: int) -> None:
    chosen = random.Random(seed)
    reach = chosen.choice([5.0, 40.0, 200.0])
    offsets = sorted(chosen.uniform(-2, 2) * reach for _ in range(chosen.choice([1, 2, 5, 30])))
    ports = spread_ports(offsets, reach)
    assert all(-reach - 1e-6 <= port <= reach + 1e-6 for port in ports)
    assert all(one < other for one, other in itertools.pairwise(ports))
