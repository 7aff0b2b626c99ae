"""Place series-parallel pieces: the positions of their vertices, and the columns of their wires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from argogen.drawing.layout.geometry import Size
from argogen.drawing.layout.pieces import Bundle, Chain, Piece, Wire, gap_above, gap_below, walk_joints


@dataclass(slots=True)
class Column:
    """The vertical line of a wire at `x`, with the middle of its label.

    `before` are the points between its source and this line, `after` those between this line and its target; if
    `None`, the line ends at the outlet of its source and the inlet of its target. An x of `None` is that of the port.
    """

    x: float
    middle: float
    before: Sequence[tuple[float | None, float]] | None = None
    after: Sequence[tuple[float | None, float]] | None = None


@dataclass(slots=True)
class Plan:
    """The positions so far.

    `centers` are the x of the vertices, `tops` their y. Lines to a vertex leave their columns at `inlets` and lines
    from it reach theirs at `outlets`.
    """

    sizes: Sequence[Size]
    centers: dict[int, float] = field(default_factory=dict)
    tops: dict[int, float] = field(default_factory=dict)
    inlets: dict[int, float] = field(default_factory=dict)
    outlets: dict[int, float] = field(default_factory=dict)
    columns: dict[Wire, Column] = field(default_factory=dict)

    def place_vertex(self, vertex: int, center: float, top: float, above: float, below: float) -> float:
        """Place a vertex with the heights of the lines above and below it; return the y below all of them."""
        self.centers[vertex], self.tops[vertex] = center, top + above
        bottom = top + above + self.sizes[vertex].height
        self.inlets[vertex], self.outlets[vertex] = top, bottom + below
        return bottom + below


def place(plan: Plan, root: Piece, axis: float, top: float) -> None:
    """Place a measured piece at an axis, below `top`."""
    stack: list[tuple[Piece, float, float, float]] = [(root, axis, top, root.height)]
    while stack:
        piece, x, y, height = stack.pop()
        if isinstance(piece, Wire):
            plan.columns[piece] = Column(x, y + height / 2)
        elif isinstance(piece, Bundle):
            stack.extend(
                (part, x + offset, y, height if isinstance(part, Wire) else part.height)
                for part, offset in zip(piece.parts, piece.offsets, strict=True)
            )
        else:
            stack.extend(_place_chain(plan, piece, x, y))


def _place_chain(plan: Plan, chain: Chain, x: float, y: float) -> list[tuple[Piece, float, float, float]]:
    """Place the vertices of a chain, and return its parts with their positions."""
    parts: list[tuple[Piece, float, float, float]] = [(chain.parts[0], x, y, chain.parts[0].height)]
    y += chain.parts[0].height
    for vertex, above, below in walk_joints(chain):
        y = plan.place_vertex(vertex, x, y, gap_above(above), gap_below(below))
        parts.append((below, x, y, below.height))
        y += below.height
    return parts
