"""The points of lines: from a port of their source, along their columns, to a port of their target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from argogen.drawing.layout.geometry import Point, Rectangle, Route
from argogen.drawing.layout.pieces import Wire
from argogen.drawing.layout.placement import Column, Plan
from argogen.drawing.layout.spacing import PORT_GAP, PORT_MARGIN

_STRAIGHT = 1e6
"""The weight of a straight line against that of a curve."""
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
    if not known:
        return _find_direct(plan, ends, is_start), column.x
    return (known[0] if is_start else known[-1]), column.x


def _find_direct(plan: Plan, ends: tuple[int, int], is_start: bool) -> float:
    """Return the x to which a line without columns goes: straight to the middle of one end, if the other reaches it."""
    source, target = (plan.centers[vertex] for vertex in ends)
    reaches = [plan.sizes[vertex].width / 2 - PORT_MARGIN for vertex in ends]
    if abs(source - target) <= reaches[0]:
        return target
    if abs(source - target) <= reaches[1]:
        return source
    return target if is_start else source


def spread_ports(offsets: Sequence[float], reach: float) -> list[float]:
    """Return the offsets of ports for lines that go to these ascending offsets.

    Lines to offsets within `reach` are straight if possible; the others are beside them, or around the middle. All are
    in their order, and as far from each other as `reach` permits.
    """
    if not reach or (len(offsets) == 1 and abs(offsets[0]) > reach):
        return [0.0] * len(offsets)
    gap = min(PORT_GAP, 2 * reach / max(len(offsets) - 1, 1))
    nearest = min(range(len(offsets)), key=lambda number: (abs(offsets[number]), number))
    center = nearest if abs(offsets[nearest]) < 1 else (len(offsets) - 1) / 2
    wanted = [
        (offset, _STRAIGHT) if abs(offset) <= reach else (max(-reach, min((number - center) * gap, reach)), 1.0)
        for number, offset in enumerate(offsets)
    ]
    return _separate(wanted, gap, reach)


def _separate(wanted: Sequence[tuple[float, float]], gap: float, reach: float) -> list[float]:
    """Return the positions nearest to those wanted, which have weights, in their order with at least `gap` between.

    Neighbors that would be too near form a block, which is placed at its average, as far as `reach` permits.
    """
    blocks: list[tuple[float, float, int]] = []
    for number, (position, weight) in enumerate(wanted):
        block = (position - number * gap, weight, 1)
        while blocks and blocks[-1][0] >= block[0]:
            mean, total, count = blocks.pop()
            both = total + block[1]
            block = ((mean * total + block[0] * block[1]) / both, both, count + block[2])
        blocks.append(block)
    last = reach - (len(wanted) - 1) * gap
    starts = [min(max(mean, -reach), last) for mean, _, count in blocks for _ in range(count)]
    return [start + number * gap for number, start in enumerate(starts)]
