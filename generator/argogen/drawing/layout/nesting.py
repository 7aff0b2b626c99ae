"""Lay out nested frames: the inner ones first, then their positions from the outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from argogen.drawing.layout.flow import Arrangement, arrange, move
from argogen.drawing.layout.geometry import Frame, Layout, Point, Rectangle, Route, Size


def lay_out(root: Frame) -> Layout:
    """Return the positions of all boxes, frames and lines of a frame, at the origin.

    Raises:
        KeyError: a link of a frame ends at a box that is not one of its members.
    """
    frames = list_frames(root)
    arranged: dict[str, Arrangement] = {}
    sizes: dict[str, Size] = {}
    for frame in frames:
        arranged[frame.id] = arrange_members(frame, sizes)
        sizes[frame.id] = measure_frame(frame, arranged[frame.id].size)
    return _collect(root, frames[::-1], arranged, sizes)


def list_frames(root: Frame) -> list[Frame]:
    """List the frames, each after those in it."""
    found, stack = [], [root]
    while stack:
        frame = stack.pop()
        found.append(frame)
        stack.extend(member for member in frame.members if isinstance(member, Frame))
    return found[::-1]


def arrange_members(frame: Frame, sizes: Mapping[str, Size]) -> Arrangement:
    """Arrange the members of a frame, given the sizes of those that are frames."""
    numbers = {member.id: number for number, member in enumerate(frame.members)}
    members = [
        sizes[member.id] if isinstance(member, Frame) else Size(member.width, member.height) for member in frame.members
    ]
    return arrange(members, [(numbers[link.source], numbers[link.target], link) for link in frame.links])


def measure_frame(frame: Frame, content: Size) -> Size:
    """Return the size of a frame: below the header, the content has a margin at each side."""
    width = max(frame.header.width, content.width + 2 * frame.margin)
    return Size(
        width, frame.header.height + content.height + (frame.margin * 2 if not frame.header.height else frame.margin)
    )


def _find_origin(frame: Frame, size: Size, content: Size, corner: Point) -> Point:
    """Return where the content of a frame begins: it is centered below the header."""
    return Point(corner.x + (size.width - content.width) / 2, corner.y + (frame.header.height or frame.margin))


def _collect(
    root: Frame, frames: Sequence[Frame], arranged: Mapping[str, Arrangement], sizes: Mapping[str, Size]
) -> Layout:
    boxes = {root.id: Rectangle(0, 0, *sizes[root.id])}
    routes: list[Route] = []
    racks: list[Rectangle] = []
    junctions: list[Point] = []
    for frame in frames:
        inner, outer = arranged[frame.id], boxes[frame.id]
        x, y = origin = _find_origin(frame, sizes[frame.id], inner.size, Point(outer.x, outer.y))
        for member, corner in zip(frame.members, inner.corners, strict=True):
            size = sizes[member.id] if isinstance(member, Frame) else Size(member.width, member.height)
            boxes[member.id] = Rectangle(corner.x + x, corner.y + y, *size)
        routes += [move(route, origin) for route in inner.routes]
        racks += [rack._replace(x=rack.x + x, y=rack.y + y) for rack in inner.racks]
        junctions += [Point(point.x + x, point.y + y) for point in inner.junctions]
    layered = sum(arrangement.layered for arrangement in arranged.values())
    return Layout(sizes[root.id], boxes, routes, racks, junctions, layered)
