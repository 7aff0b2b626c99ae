from __future__ import annotations

import itertools
import random
from collections.abc import Callable

import pytest

from argogen.drawing.layout.geometry import Box, Frame, Layout, Link, Point, Rectangle, Route, Size
from argogen.drawing.layout.nesting import lay_out
from tests.counting import count_calls

from .geometry_checks import count_crossings, find_crossed_boxes, find_overlaps
from .samples import build_frame, build_random, chain, chain_with_jumps, fan

LABEL = Size(60, 14)


def show(layout: Layout) -> object:
    return (
        layout.size,
        sorted(layout.boxes.items()),
        [(route.points, route.label) for route in layout.routes],
    )


def center(layout: Layout, name: str) -> float:
    return layout.boxes[name].x + layout.boxes[name].width / 2


@pytest.mark.parametrize("seed", range(40))
def test_random_frames_have_no_overlap(seed: int) -> None:
    frame = build_random(random.Random(seed), is_series_parallel=False)
    layout = lay_out(frame)
    assert find_overlaps(frame, layout) == []
    assert find_crossed_boxes(frame, layout) == []


@pytest.mark.parametrize("seed", range(40))
def test_series_parallel_frames_have_no_crossing(seed: int) -> None:
    frame = build_random(random.Random(seed), is_series_parallel=True)
    layout = lay_out(frame)
    assert find_overlaps(frame, layout) == []
    assert find_crossed_boxes(frame, layout) == []
    assert count_crossings(layout) == 0


def test_the_same_frame_has_the_same_layout() -> None:
    frames = [build_random(random.Random(5), is_series_parallel=False) for _ in range(2)]
    assert show(lay_out(frames[0])) == show(lay_out(frames[1]))


def test_a_chain_is_straight() -> None:
    layout = lay_out(chain(20))
    assert len({center(layout, name) for name in map(str, range(20))}) == 1
    assert [len(route.points) for route in layout.routes] == [2] * 19
    tops = [layout.boxes[str(number)].y for number in range(20)]
    assert tops == sorted(tops)


def test_a_link_beside_a_chain_leaves_the_chain_straight() -> None:
    frame = build_frame(4, [(0, 1), (1, 2), (2, 3), (0, 3)])
    layout = lay_out(frame)
    assert len({center(layout, name) for name in "0123"}) == 1
    assert sum(len(route.points) == 2 for route in layout.routes) == 3
    assert find_crossed_boxes(frame, layout) == []


def test_a_label_beside_a_chain_leaves_the_chain_straight() -> None:
    layout = lay_out(build_frame(3, [(0, 1), (1, 2), (0, 2)], LABEL))
    assert len({center(layout, name) for name in "012"}) == 1


def test_branches_are_centered_in_their_order() -> None:
    layout = lay_out(fan(5))
    assert [center(layout, name) for name in "123"] == sorted(center(layout, name) for name in "123")
    assert center(layout, "0") == center(layout, "4") == center(layout, "2")
    assert len({layout.boxes[name].y for name in "123"}) == 1


@pytest.mark.parametrize("label", [Size(0, 0), LABEL])
def test_branches_are_beside_one_that_leads_further(label: Size) -> None:
    """Box 1 has a second line, to box 5: it is no series-parallel branch, but has as many boxes before it."""
    frame = build_frame(6, [(0, 1), (0, 2), (0, 3), (1, 4), (2, 4), (3, 4), (4, 5), (1, 5)], label)
    layout = lay_out(frame)
    assert layout.layered == 1
    assert len({layout.boxes[name].y for name in "123"}) == 1
    assert find_overlaps(frame, layout) == []


def test_labels_have_space() -> None:
    frame = build_frame(4, [(0, 1), (0, 2), (1, 3), (2, 3), (0, 3)], LABEL)
    layout = lay_out(frame)
    labels = [route.label for route in layout.routes if route.label]
    assert len(labels) == 5
    assert all(label[2:] == LABEL for label in labels)
    assert find_overlaps(frame, layout) == []
    assert find_crossed_boxes(frame, layout) == []


def test_many_boxes_with_the_same_links_are_a_rack() -> None:
    frame = fan(102)
    layout = lay_out(frame)
    (rack,) = layout.racks
    inside = [layout.boxes[str(number)] for number in range(1, 101)]
    assert all(rack.x < box.x and box.right < rack.right for box in inside)
    assert all(rack.y < box.y and box.bottom < rack.bottom for box in inside)
    assert find_overlaps(frame, layout) == []
    assert [len(route.links) for route in layout.routes] == [100, 100]
    assert layout.size.width < 3 * layout.size.height


def test_links_from_several_to_several_boxes_meet() -> None:
    layout = lay_out(build_frame(5, itertools.product([0, 1], [2, 3, 4])))
    (junction,) = layout.junctions
    assert len(layout.routes) == 5
    assert sorted(len(route.links) for route in layout.routes) == [2, 2, 2, 3, 3]
    assert sum(route.has_arrow for route in layout.routes) == 3
    near = [abs(x - junction.x) < 1 for route in layout.routes for x in (route.points[0].x, route.points[-1].x)]
    assert sum(near) >= 5


def test_cycles_are_drawn_upwards() -> None:
    layout = lay_out(build_frame(3, [(0, 1), (1, 2), (2, 0)]))
    assert [route.is_reversed for route in layout.routes] == [False, False, True]
    assert layout.boxes["0"].y < layout.boxes["1"].y < layout.boxes["2"].y


def test_links_of_a_box_to_itself_are_left_out() -> None:
    assert lay_out(build_frame(2, [(0, 0), (0, 1)])).routes[0].links[0].target == "1"


def test_frames_contain_their_members_below_the_header() -> None:
    inner = Frame("inner", [Box("a", 100, 40), Box("b", 80, 40)], [Link("a", "b")], Size(300, 30))
    layout = lay_out(Frame("", [inner, Box("c", 50, 20)], [Link("inner", "c")]))
    assert layout.boxes["inner"].width == 300
    assert layout.boxes["a"].y >= layout.boxes["inner"].y + 30
    assert layout.routes[-1].points[-1].y == layout.boxes["c"].y or layout.routes[0].points[-1].y == layout.boxes["c"].y
    assert layout.size.height > layout.boxes["c"].bottom


def test_an_empty_frame_has_a_size() -> None:
    layout = lay_out(Frame("", [], header=Size(80, 20)))
    assert layout.size.width >= 80
    assert layout.routes == []


def test_deep_frames_need_no_recursion() -> None:
    frame = Frame("0", [Box("leaf", 10, 10)])
    for number in range(1, 3000):
        frame = Frame(str(number), [frame])
    assert lay_out(frame).boxes["leaf"].width == 10


@pytest.mark.slow
@pytest.mark.parametrize("build", [chain, fan, lambda count: chain_with_jumps(count, 7)], ids=["chain", "fan", "jumps"])
def test_growth(build: Callable[[int], Frame]) -> None:
    """Four times the boxes need at most 4.9 times the calls: n log n."""
    small, large = (count_calls(lay_out, build(count)) for count in (300, 1200))
    assert large < 4.9 * small


# The checks themselves.


def test_the_checks_find_faults() -> None:
    frame = build_frame(3, [(0, 1), (1, 2)])
    boxes = {"": Rectangle(0, 0, 500, 500)} | {str(n): Rectangle(20, 100 * n, 50, 50) for n in range(3)}
    links = frame.links
    straight = Route([links[0]], [Point(45, 0), Point(45, 220)])
    crossing = Route([links[1]], [Point(0, 60), Point(200, 90)])
    layout = Layout(Size(500, 500), boxes, [straight, crossing])
    assert [name for *_, name in find_crossed_boxes(frame, layout)] == ["0", "1", "2"]
    assert count_crossings(layout) == 1
    assert find_overlaps(frame, layout) == []
    moved = layout._replace(boxes=boxes | {"1": Rectangle(20, 40, 50, 50), "2": Rectangle(480, 200, 50, 50)})
    assert set(find_overlaps(frame, moved)) == {("2", ""), ("1", "0")}
