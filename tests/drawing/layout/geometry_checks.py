"""Independent checks of a layout: overlaps, lines through boxes, and crossings, from its rectangles and points."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from argogen.drawing.layout.geometry import Frame, Layout, Point, Rectangle

_SAMPLES = 12


def flatten(points: Sequence[Point]) -> list[Point]:
    """Return the corners of a polygonal line along a route: a curve has its points at the same heights as others."""
    line = [points[0]]
    for one, other in itertools.pairwise(points):
        if one.x == other.x:
            line.append(other)
            continue
        for step in range(1, _SAMPLES + 1):
            t = step / _SAMPLES
            part = 3 * t**2 - 2 * t**3  # x and y of a cubic curve with vertical ends and both handles in the middle
            y = 1.5 * t * (1 - t) ** 2 + 1.5 * t**2 * (1 - t) + t**3
            line.append(Point(one.x + (other.x - one.x) * part, one.y + (other.y - one.y) * y))
    return line


def find_overlaps(root: Frame, layout: Layout) -> list[tuple[str, str]]:
    """Find boxes that overlap: members of one frame, members outside of their frame, and labels."""
    found = []
    for frame in _walk(root):
        outer = layout.boxes[frame.id]
        inner = [(member.id, layout.boxes[member.id]) for member in frame.members]
        found += [(name, frame.id) for name, box in inner if not _contains(outer, box, frame.header.height)]
        found += _find_overlapping(inner)
    labels = [(f"label {number}", label) for number, label in enumerate(_list_labels(layout))]
    leaves = [(name, box) for name, box in layout.boxes.items() if name not in {frame.id for frame in _walk(root)}]
    return found + _find_overlapping([*leaves, *labels])


def find_crossed_boxes(root: Frame, layout: Layout) -> list[tuple[str, str, str]]:
    """Find lines that run through boxes, frames or labels that they do not end at or begin in."""
    members = {frame.id: frame for frame in _walk(root)}
    around = {member.id: frame.id for frame in members.values() for member in frame.members}
    found = []
    for route in layout.routes:
        frame = members[around[route.links[0].source]]
        others = [(m.id, layout.boxes[m.id]) for m in frame.members]
        labels = [("label", other.label) for other in layout.routes if other.label and other is not route]
        line = flatten(route.points)
        low, high = min(p.y for p in line), max(p.y for p in line)
        near = [(n, b) for n, b in [*others, *labels] if b.y < high and b.bottom > low]
        found += [
            (route.links[0].source, route.links[0].target, name)
            for name, box in near
            if any(_is_through(one, other, box) for one, other in itertools.pairwise(line))
        ]
    return found


def count_crossings(layout: Layout) -> int:
    """Count the pairs of lines that cross, at other points than their ends."""
    lines = [flatten(route.points) for route in layout.routes]
    segments = sorted(
        (min(one.y, other.y), max(one.y, other.y), number, one, other)
        for number, line in enumerate(lines)
        for one, other in itertools.pairwise(line)
    )
    crossing = set[tuple[int, int]]()
    active: list[tuple[float, int, Point, Point]] = []
    for low, high, number, one, other in segments:
        active = [segment for segment in active if segment[0] > low]
        for _, before, a, b in active:
            if before != number and _do_cross(one, other, a, b):
                crossing.add((min(before, number), max(before, number)))
        active.append((high, number, one, other))
    return len(crossing)


def _walk(root: Frame) -> Iterator[Frame]:
    yield root
    for member in root.members:
        if isinstance(member, Frame):
            yield from _walk(member)


def _list_labels(layout: Layout) -> list[Rectangle]:
    return [route.label for route in layout.routes if route.label]


def _contains(outer: Rectangle, inner: Rectangle, header: float) -> bool:
    return (
        inner.x >= outer.x
        and inner.y >= outer.y + header
        and inner.right <= outer.right + 1e-6
        and inner.bottom <= outer.bottom + 1e-6
    )


def _find_overlapping(boxes: Sequence[tuple[str, Rectangle]]) -> list[tuple[str, str]]:
    found = []
    active: list[tuple[str, Rectangle]] = []
    for name, box in sorted(boxes, key=lambda item: item[1].y):
        active = [(other, before) for other, before in active if before.bottom > box.y + 1e-6]
        found += [
            (name, other) for other, before in active if box.x < before.right - 1e-6 and before.x < box.right - 1e-6
        ]
        active.append((name, box))
    return found


def _is_through(one: Point, other: Point, box: Rectangle) -> bool:
    """Whether a segment has points inside of a rectangle, by clipping it to the rectangle."""
    low, high = 0.0, 1.0
    for start, step, least, most in (
        (one.x, other.x - one.x, box.x + 0.01, box.right - 0.01),
        (one.y, other.y - one.y, box.y + 0.01, box.bottom - 0.01),
    ):
        if not step:
            if not least < start < most:
                return False
            continue
        first, second = sorted(((least - start) / step, (most - start) / step))
        low, high = max(low, first), min(high, second)
    return low < high


def _do_cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two segments cross in their insides."""

    def side(p: Point, q: Point, r: Point) -> float:
        return (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)

    one, other = side(a, b, c) * side(a, b, d), side(c, d, a) * side(c, d, b)
    return one < -1e-3 and other < -1e-3
