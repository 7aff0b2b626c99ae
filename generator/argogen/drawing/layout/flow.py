"""Arrange the members of one frame: merge links, lay out each connected component, and pack the components."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from argogen.drawing.layout.cycles import break_cycles
from argogen.drawing.layout.geometry import Link, Point, Rectangle, Route, Size
from argogen.drawing.layout.lanes import Contracted, contract, find_lanes
from argogen.drawing.layout.layers.bands import build_kernel, draw_layers
from argogen.drawing.layout.merging import Merged, merge
from argogen.drawing.layout.packing import pack
from argogen.drawing.layout.pieces import Wire, measure
from argogen.drawing.layout.placement import Plan, place
from argogen.drawing.layout.reduction import END, START, reduce
from argogen.drawing.layout.routing import build_routes
from argogen.drawing.layout.spacing import JUNCTION
from argogen.records import Record


class Arrangement(Record):
    """The positions of vertices and lines; `layered` is the number of components that are not series-parallel."""

    size: Size
    corners: Sequence[Point]
    routes: Sequence[Route]
    racks: Sequence[Rectangle]
    junctions: Sequence[Point]
    layered: int


@dataclass(slots=True)
class _Component:
    """Connected vertices, and the wires between them."""

    vertices: list[int] = field(default_factory=list)
    wires: list[tuple[int, int, Wire]] = field(default_factory=list)


def arrange(sizes: Sequence[Size], links: Sequence[tuple[int, int, Link]]) -> Arrangement:
    """Arrange rectangles, and the links between their numbers; links from a rectangle to itself are left out."""
    given = [link for link in links if link[0] != link[1]]
    lanes = find_lanes(sizes, given)
    if not lanes:
        return _arrange(sizes, given)
    contracted = contract(len(sizes), given, lanes)
    inner = _arrange_lanes(sizes, contracted)
    boxes = [inner[number].size if number in inner else size for number, size in _list_boxes(sizes, contracted)]
    return _expand(_arrange(boxes, contracted.outer), inner, contracted)


def _list_boxes(sizes: Sequence[Size], contracted: Contracted) -> Iterable[tuple[int, Size]]:
    """Return the numbers of the boxes with the sizes of their first vertices, in order."""
    found: dict[int, Size] = {}
    for number, size in zip(contracted.numbers, sizes, strict=True):
        found.setdefault(number, size)
    return sorted(found.items())


def _arrange_lanes(sizes: Sequence[Size], contracted: Contracted) -> Mapping[int, Arrangement]:
    """Arrange the vertices of each lane, by the number of its box."""
    links: dict[int, list[tuple[int, int, Link]]] = {}
    for link in contracted.inner:
        links.setdefault(contracted.numbers[link[0]], []).append(link)
    found = {}
    for lane in contracted.lanes:
        places = {vertex: place for place, vertex in enumerate(lane)}
        number = contracted.numbers[lane[0]]
        inner = [(places[source], places[target], link) for source, target, link in links[number]]
        found[number] = _arrange([sizes[vertex] for vertex in lane], inner)
    return found


def _expand(outer: Arrangement, inner: Mapping[int, Arrangement], contracted: Contracted) -> Arrangement:
    """Return the arrangement of all vertices: those of lanes are in the box of their lane."""
    corners = [outer.corners[number] for number in contracted.numbers]
    routes = list(outer.routes)
    for lane in contracted.lanes:
        origin, arranged = corners[lane[0]], inner[contracted.numbers[lane[0]]]
        for vertex, corner in zip(lane, arranged.corners, strict=True):
            corners[vertex] = Point(corner.x + origin.x, corner.y + origin.y)
        routes += [move(route, origin) for route in arranged.routes]
    return outer._replace(corners=corners, routes=routes)


def _arrange(sizes: Sequence[Size], links: Sequence[tuple[int, int, Link]]) -> Arrangement:
    merged = merge(sizes, links)
    drawn = [_draw(merged, component) for component in _find_components(merged)]
    packing = pack([size for _, _, size, _ in drawn])
    corners: dict[int, Point] = {}
    routes: list[Route] = []
    for (plan, lines, _, _), corner in zip(drawn, packing.corners, strict=True):
        corners |= {
            vertex: Point(center - merged.sizes[vertex].width / 2 + corner.x, plan.tops[vertex] + corner.y)
            for vertex, center in plan.centers.items()
        }
        routes += [move(route, corner) for route in build_routes(plan, lines)]
    racks = list(_place_racks(merged, corners))
    points = [
        Point(corners[junction].x + JUNCTION / 2, corners[junction].y + JUNCTION / 2) for junction in merged.junctions
    ]
    layered = sum(is_layered for *_, is_layered in drawn)
    return Arrangement(packing.size, [corners[number] for number in range(len(sizes))], routes, racks, points, layered)


def move(route: Route, by: Point) -> Route:
    """Return a route at another place."""
    points = [Point(x + by.x, y + by.y) for x, y in route.points]
    label = route.label and route.label._replace(x=route.label.x + by.x, y=route.label.y + by.y)
    return route._replace(points=points, label=label)


def _place_racks(merged: Merged, corners: dict[int, Point]) -> Iterable[Rectangle]:
    """Place the members of racks, and yield the rectangles of the racks."""
    for rack, (members, packing) in merged.racks.items():
        size, corner = merged.sizes[rack], corners[rack]
        margin = (size.width - packing.size.width) / 2
        for member, (x, y) in zip(members, packing.corners, strict=True):
            corners[member] = Point(corner.x + margin + x, corner.y + margin + y)
        yield Rectangle(*corner, *size)


def _find_components(merged: Merged) -> Iterable[_Component]:
    """Find the connected components, in the order of their first vertices."""
    root = {vertex: vertex for vertex in merged.vertices}

    def find(vertex: int) -> int:
        while root[vertex] != vertex:
            root[vertex] = root[root[vertex]]
            vertex = root[vertex]
        return vertex

    for source, target, _ in merged.wires:
        one, other = sorted((find(source), find(target)))
        root[other] = one
    components: dict[int, _Component] = {}
    for vertex in root:
        components.setdefault(find(vertex), _Component()).vertices.append(vertex)
    for wire in merged.wires:
        components[find(wire[0])].wires.append(wire)
    return components.values()


def _draw(merged: Merged, component: _Component) -> tuple[Plan, dict[Wire, tuple[int, int]], Size, bool]:
    """Place a component at the origin: its plan, the ends of its lines, its size, and whether it has layers."""
    wires = break_cycles(component.vertices, component.wires)
    lines = {wire: (source, target) for source, target, wire in wires}
    plan = Plan(merged.sizes)
    edges = reduce(component.vertices, [*wires, *_connect_ends(component.vertices, wires)])
    for _, _, piece in edges:
        measure(piece, plan.sizes)
    if len(edges) == 1:
        piece = edges[0][2]
        place(plan, piece, piece.left, 0)
        return plan, lines, Size(piece.left + piece.right, piece.height), False
    size = draw_layers(build_kernel(edges, (START, END)), plan, lines)
    return plan, lines, size, True


def _connect_ends(vertices: Sequence[int], wires: Sequence[tuple[int, int, Wire]]) -> Iterable[tuple[int, int, Wire]]:
    """Yield wires to the vertices without others from above, and from those without others below."""
    sources, targets = {source for source, _, _ in wires}, {target for _, target, _ in wires}
    yield from ((START, vertex, Wire((), vertex)) for vertex in vertices if vertex not in targets)
    yield from ((vertex, END, Wire((), vertex)) for vertex in vertices if vertex not in sources)
