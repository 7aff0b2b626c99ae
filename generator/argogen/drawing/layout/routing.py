"""The points of lines: from a port of their source, along their columns, to a port of their target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from argogen.drawing.layout.geometry import Point, Rectangle, Route
from argogen.drawing.layout.pieces import Wire
from argogen.drawing.layout.placement import Column, Plan
from argogen.drawing.layout.spacing import PORT_GAP, PORT_MARGIN

Lines: TypeAlias = Mapping[Wire, tuple[int, int]]


def build_routes(plan: Plan, lines: Lines) -> list[Route]:
    """Return the routes of all lines, in their order; a line upwards has the points from its lower end."""
    starts = _assign_ports(plan, lines, is_start=True)
    ends = _assign_ports(plan, lines, is_start=False)
    return [_build(plan, wire, ends_of, starts[wire], ends[wire]) for wire, ends_of in lines.items()]


def _build(plan: Plan, wire: Wire, vertices: tuple[int, int], start: float, end: float) -> Route:
    source, target = vertices
    column = plan.columns[wire]
    before = [(column.x, plan.outlets[source])] if column.before is None else column.before
    after = [(column.x, plan.inlets[target])] if column.after is None else column.after
    points = [(start, plan.tops[source] + plan.sizes[source].height), *before, *after, (end, plan.tops[target])]
    route = simplify(Point(start if x is None else x, y) for x, y in points)
    return Route(wire.links, route, _place_label(wire, column), wire.has_arrow, wire.is_reversed)


def _place_label(wire: Wire, column: Column) -> Rectangle | None:
    width, height = wire.label
    return Rectangle(column.x - width / 2, column.middle - height / 2, width, height) if width else None


def simplify(points: Iterable[Point]) -> list[Point]:
    """Return the points without those in the middle of vertical lines."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and kept[-2].x == kept[-1].x == point.x:
            kept.pop()
        kept.append(point)
    return kept


def _assign_ports(plan: Plan, lines: Lines, is_start: bool) -> dict[Wire, float]:
    """Return the x at which each line leaves its source, or reaches its target."""
    at: dict[int, list[Wire]] = {}
    for wire, ends in lines.items():
        at.setdefault(ends[0 if is_start else 1], []).append(wire)
    ports: dict[Wire, float] = {}
    for vertex, wires in at.items():
        keys = {wire: _find_direction(plan, wire, lines[wire], is_start) for wire in wires}
        wires.sort(key=keys.__getitem__)
        reach = plan.sizes[vertex].width / 2 - PORT_MARGIN
        offsets = spread_ports([keys[wire][0] - plan.centers[vertex] for wire in wires], max(reach, 0))
        ports |= {wire: plan.centers[vertex] + offset for wire, offset in zip(wires, offsets, strict=True)}
    return ports


def _find_direction(plan: Plan, wire: Wire, ends: tuple[int, int], is_start: bool) -> tuple[float, float]:
    """Return the x to which a line goes first from this end, and that of its column."""
    column = plan.columns[wire]
    inside = [(column.x, 0.0)]
    points = [
        *(inside if column.before is None else column.before),
        *(inside if column.after is None else column.after),
    ]
    known = [x for x, _ in points if x is not None]
    far = plan.centers[ends[1 if is_start else 0]]
    return ((known[0] if is_start else known[-1]) if known else far), column.x


def spread_ports(offsets: Sequence[float], reach: float) -> list[float]:
    """Return the offsets of ports for lines that go to these ascending offsets: a straight line keeps its own.

    The others are beside it, or around the middle, as far from each other as `reach` permits.
    """
    straight = next((number for number, offset in enumerate(offsets) if abs(offset) < 1), None)
    center = (len(offsets) - 1) / 2 if straight is None else straight
    most = max(center, len(offsets) - 1 - center)
    gap = min(PORT_GAP, reach / most) if most else 0
    return [(number - center) * gap for number in range(len(offsets))]
