"""The positions for the program of a page: each group by itself, with its inner groups expanded and collapsed.

The program only adds them up. Where some inner groups are collapsed and others are not, it removes space from the
arrangement in which all are expanded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from argogen.drawing.layout.flow import Arrangement
from argogen.drawing.layout.geometry import Frame, Rectangle, Route, Size
from argogen.drawing.layout.nesting import arrange_members, list_frames, measure_frame
from argogen.drawing.scene.build import ROOT, build_frame
from argogen.drawing.scene.types import Arrow, Scene
from argogen.drawing.svg.elements import number

TOGGLE, COLLAPSED_LINE, LEAST_WIDTH = 26.0, 22.0, 132.0
"""The space for the button of a collapsed group, and for the number of its nodes."""


def describe_geometry(scene: Scene, numbers: Mapping[str, int]) -> dict[str, Any]:
    """Return the boxes of nodes, the frames of groups with their arrangements, and the arrows that routes refer to."""
    arrows = {ends: index for index, ends in enumerate(scene.arrows)}
    frames = list_frames(build_frame(scene.graph, scene.cards, scene.arrows))
    expanded: dict[str, Size] = {}
    collapsed: dict[str, Size] = {}
    described = {}
    for frame in frames:
        has_frames = any(isinstance(member, Frame) for member in frame.members)
        wide = arrange_members(frame, expanded)
        small = arrange_members(frame, collapsed) if has_frames else wide
        expanded[frame.id] = measure_frame(frame, wide.size)
        collapsed[frame.id] = _collapse(frame, measure_frame(frame, small.size))
        described[numbers.get(frame.id, -1)] = {
            "header": [_round(value) for value in frame.header],
            "margin": _round(frame.margin),
            "small": [_round(value) for value in collapsed[frame.id]] if frame.header.height else None,
            "members": [numbers[member.id] for member in frame.members],
            "expanded": _describe(wide, arrows, numbers),
            "collapsed": _describe(small, arrows, numbers) if has_frames else None,
        }
    return {
        "sizes": [[_round(value) for value in scene.cards[name].size] for name in numbers],
        "frames": described,
        "arrows": [_describe_arrow(arrow) for arrow in scene.arrows.values()],
    }


def _collapse(frame: Frame, size: Size) -> Size:
    """Return the size of a collapsed frame; one without a header is never collapsed itself."""
    if not frame.header.height or frame.id == ROOT:
        return size
    width = max(frame.header.width + TOGGLE, LEAST_WIDTH)
    return Size(min(width, size.width), min(frame.header.height + COLLAPSED_LINE, size.height))


def _round(value: float) -> float:
    return float(number(value))


def _box(box: Rectangle) -> list[float]:
    return [_round(value) for value in box]


def _describe(
    arrangement: Arrangement, arrows: Mapping[tuple[str, str], int], numbers: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "size": [_round(value) for value in arrangement.size],
        "corners": [_round(value) for corner in arrangement.corners for value in corner],
        "routes": [_describe_route(route, arrows, numbers) for route in arrangement.routes],
        "racks": [_box(rack) for rack in arrangement.racks],
        "junctions": [[_round(x), _round(y)] for x, y in arrangement.junctions],
    }


def _describe_route(route: Route, arrows: Mapping[tuple[str, str], int], numbers: Mapping[str, int]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "arrow": arrows[route.links[0].source, route.links[0].target],
        "ends": sorted({numbers[end] for link in route.links for end in (link.source, link.target)}),
        "source": numbers[route.links[0].target if route.is_reversed else route.links[0].source],
        "points": [_round(value) for point in route.points for value in point],
    }
    if route.label:
        described["label"] = _box(route.label)
    if not route.has_arrow or route.is_reversed:
        described["head"] = "start" if route.has_arrow else ""
    return described


def _describe_arrow(arrow: Arrow) -> dict[str, Any]:
    lines: Sequence[Sequence[str]] = [[line.style, line.text, line.full] for line in arrow.lines]
    return {"style": arrow.style, "lines": lines} if lines else {"style": arrow.style}
