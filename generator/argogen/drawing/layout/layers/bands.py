"""Draw a graph that is not series-parallel in layers: each layer is as high as its highest vertex or piece."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from argogen.drawing.layout.geometry import Size
from argogen.drawing.layout.layers.coordinates import assign_x
from argogen.drawing.layout.layers.ordering import Layers, order
from argogen.drawing.layout.layers.ranks import assign_ranks
from argogen.drawing.layout.layers.widths import Extents
from argogen.drawing.layout.pieces import Bundle, Chain, Piece, Wire, list_from_below
from argogen.drawing.layout.placement import Column, Plan, place
from argogen.drawing.layout.spacing import COLUMN_GAP, LINE_GAP, STRAIGHT_IN, STRAIGHT_OUT, measure_curves

MOST_BENDS = 30_000
"""Lines that would have more bends in total pass at the right side of the drawing."""


@dataclass(slots=True)
class Kernel:
    """The nodes of the layers: vertices, pieces and the bends of lines; an edge has the node numbers of its path."""

    vertices: dict[int, int] = field(default_factory=dict)
    pieces: dict[int, Piece] = field(default_factory=dict)
    edges: list[tuple[int, int, Wire | None]] = field(default_factory=list)
    count: int = 0

    def add(self) -> int:
        """Return the number of a new node."""
        self.count += 1
        return self.count - 1

    def list_neighbors(self) -> tuple[list[list[int]], list[list[int]]]:
        """List the nodes below and above each node, without bends."""
        below: list[list[int]] = [[] for _ in range(self.count)]
        above: list[list[int]] = [[] for _ in range(self.count)]
        for source, target, _ in self.edges:
            below[source].append(target)
            above[target].append(source)
        return below, above


def build_kernel(edges: Sequence[tuple[int, int, Piece]], ends: tuple[int, int]) -> Kernel:
    """Build the nodes from what a reduction leaves; `ends` are the vertices that are not drawn.

    Chains are divided at their vertices, so that these are beside others with as many vertices before them.
    """
    kernel = Kernel()
    divided = [part for edge in edges for part in _divide(*edge)]
    for vertex in sorted({vertex for source, target, _ in divided for vertex in (source, target)} - {*ends}):
        kernel.vertices[vertex] = kernel.add()
    for source, target, piece in divided:
        is_between = source != ends[0] and target != ends[1]
        if isinstance(piece, Wire) and not piece.label.width:
            if is_between:
                kernel.edges.append((kernel.vertices[source], kernel.vertices[target], piece))
            continue
        node = kernel.add()
        kernel.pieces[node] = piece
        if source != ends[0]:
            kernel.edges.append((kernel.vertices[source], node, None))
        if target != ends[1]:
            kernel.edges.append((node, kernel.vertices[target], None))
    return kernel


def _divide(source: int, target: int, piece: Piece) -> Iterator[tuple[int, int, Piece]]:
    """Yield the parts of a chain, or of those in a bundle, with the vertices above and below each."""
    for member in piece.parts if isinstance(piece, Bundle) else [piece]:
        joints = [source, *member.joints, target] if isinstance(member, Chain) else [source, target]
        parts = member.parts if isinstance(member, Chain) else [member]
        yield from ((*ends, part) for ends, part in zip(itertools.pairwise(joints), parts, strict=True))


@dataclass(slots=True)
class Bands:
    """A layered drawing: the layers, the x of each node, the y range of each layer, and the bends of each edge."""

    ranks: list[int]
    x: list[float]
    ranges: list[tuple[float, float]]
    bends: list[Sequence[int] | None]
    width: float

    def below(self, node: int) -> float:
        """Return the y of the lower side of the layer of a node."""
        return self.ranges[self.ranks[node]][1]

    def list_points(self, bends: Sequence[int]) -> list[tuple[float | None, float]]:
        """List the points of a line at its bends."""
        return [(self.x[bend], y) for bend in bends for y in self.ranges[self.ranks[bend]]]


def draw_layers(kernel: Kernel, plan: Plan, ends_of: dict[Wire, tuple[int, int]]) -> Size:
    """Place everything in a kernel at the origin, and return its size."""
    bands = _assign_positions(kernel, plan)
    for vertex, node in kernel.vertices.items():
        plan.centers[vertex], plan.tops[vertex] = bands.x[node], bands.ranges[bands.ranks[node]][0]
    for node, piece in kernel.pieces.items():
        place(plan, piece, bands.x[node], bands.ranges[bands.ranks[node]][0])
    lanes = _Lanes(bands)
    into, out_of = {}, {}
    for (source, target, wire), bends in zip(kernel.edges, bands.bends, strict=True):
        points = lanes.route(source, target) if bends is None else bands.list_points(bends)
        if wire:
            plan.columns[wire] = Column(bands.x[target], 0, [(None, bands.below(source)), *points], ())
        elif target in kernel.pieces:
            into[target] = [(None, bands.below(source)), *points]
        else:
            out_of[source] = points
    for node, piece in kernel.pieces.items():
        y = bands.ranges[bands.ranks[node]]
        _connect(plan, piece, ends_of, (into.get(node), out_of.get(node)), y)
    return Size(lanes.right, bands.ranges[-1][1])


def _connect(
    plan: Plan,
    piece: Piece,
    ends_of: dict[Wire, tuple[int, int]],
    paths: tuple[Sequence[tuple[float | None, float]] | None, Sequence[tuple[float | None, float]] | None],
    y: tuple[float, float],
) -> None:
    """Extend the lines that leave a piece by their paths to the vertices above and below it."""
    for wire in list_from_below(piece):
        if not isinstance(wire, Wire) or not wire.links:
            continue
        column, (source, target) = plan.columns[wire], ends_of[wire]
        if source not in plan.inlets and paths[0] is not None:
            column.before = [*paths[0], (column.x, y[0])]
        if target not in plan.inlets and paths[1] is not None:
            column.after = [(column.x, y[1]), *paths[1]]


def _assign_positions(kernel: Kernel, plan: Plan) -> Bands:
    below, above = kernel.list_neighbors()
    ranks = assign_ranks(below, above)
    lowest = min(ranks)
    ranks = [rank - lowest for rank in ranks]
    bends = _add_bends(kernel, ranks)
    layers = _build_layers(kernel, ranks, bends)
    order(layers)
    extents = _measure(kernel, plan, len(ranks))
    x = assign_x(layers, extents)
    left = min(value - extents.left[node] for node, value in enumerate(x))
    x = [value - left for value in x]
    right = max(value + extents.right[node] for node, value in enumerate(x))
    return Bands(ranks, x, _stack_rows(kernel, plan, layers, x), bends, right)


def _add_bends(kernel: Kernel, ranks: list[int]) -> list[Sequence[int] | None]:
    """Add a bend in each layer that an edge passes, and return those of each edge; the longest edges get no bends."""
    lengths = [ranks[target] - ranks[source] - 1 for source, target, _ in kernel.edges]
    bends: list[Sequence[int] | None] = [None] * len(lengths)
    left = MOST_BENDS
    for number in sorted(range(len(lengths)), key=lambda number: (lengths[number], number)):
        left -= lengths[number]
        if left >= 0:
            source = kernel.edges[number][0]
            bends[number] = range(len(ranks), len(ranks) + lengths[number])
            ranks.extend(range(ranks[source] + 1, ranks[source] + 1 + lengths[number]))
    return bends


def _build_layers(kernel: Kernel, ranks: list[int], bends: Sequence[Sequence[int] | None]) -> Layers:
    rows: list[list[int]] = [[] for _ in range(max(ranks) + 1)]
    for node, rank in enumerate(ranks):
        rows[rank].append(node)
    above: list[list[int]] = [[] for _ in ranks]
    below: list[list[int]] = [[] for _ in ranks]
    for (source, target, _), path in zip(kernel.edges, bends, strict=True):
        if path is not None:
            steps = [source, *path, target]
            for one, other in itertools.pairwise(steps):
                below[one].append(other)
                above[other].append(one)
    return Layers(rows, above, below)


def _measure(kernel: Kernel, plan: Plan, count: int) -> Extents:
    left, right = [0.0] * count, [0.0] * count
    for vertex, node in kernel.vertices.items():
        left[node] = right[node] = plan.sizes[vertex].width / 2
    for node, piece in kernel.pieces.items():
        left[node], right[node] = piece.left, piece.right
    margins = [COLUMN_GAP] * kernel.count + [LINE_GAP] * (count - kernel.count)
    return Extents(left, right, margins, [node >= kernel.count for node in range(count)])


def _stack_rows(kernel: Kernel, plan: Plan, layers: Layers, x: Sequence[float]) -> list[tuple[float, float]]:
    """Return the y range of each layer; the distances between layers grow with the widths of the curves there."""
    heights = {node: plan.sizes[vertex].height for vertex, node in kernel.vertices.items()}
    heights |= {node: piece.height for node, piece in kernel.pieces.items()}
    ranges: list[tuple[float, float]] = []
    y = 0.0
    for row in layers.rows:
        if ranges:
            widths = [_widen(kernel, node, above, x) for node in row for above in layers.above[node]]
            y = ranges[-1][1] + measure_curves(widths, STRAIGHT_OUT + STRAIGHT_IN)
        ranges.append((y, y + max((heights.get(node, 0) for node in row), default=0)))
    return ranges


def _widen(kernel: Kernel, node: int, above: int, x: Sequence[float]) -> float:
    """Return the width of the widest curve between two nodes."""
    width = abs(x[node] - x[above])
    for piece, at_top in ((kernel.pieces.get(node), True), (kernel.pieces.get(above), False)):
        ends = (piece.entries if at_top else piece.exits) if piece else None
        width += max(map(abs, ends)) if ends else 0
    return width


class _Lanes:
    """Vertical lines at the right side of a layered drawing, for edges without bends."""

    def __init__(self, bands: Bands) -> None:
        self._bands = bands
        self.right = bands.width

    def route(self, source: int, target: int) -> list[tuple[float | None, float]]:
        """Return the points of an edge on a new lane."""
        self.right += LINE_GAP
        first, last = self._bands.ranks[source] + 1, self._bands.ranks[target] - 1
        return [(self.right, self._bands.ranges[first][0]), (self.right, self._bands.ranges[last][1])]
