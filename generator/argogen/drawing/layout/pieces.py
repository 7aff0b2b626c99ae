"""Series-parallel pieces of a graph: a wire, a chain of pieces with vertices between them, a bundle of pieces.

A piece is drawn between two vertices. It has an axis, which is the x of the vertices around it: `left` and `right` are
the extents from there. `entries` and `exits` are the least and the greatest offset at which lines enter from above and
leave below; they are `None` for pieces without lines at that end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from argogen.drawing.layout.geometry import NO_SIZE, Link, Size
from argogen.drawing.layout.spacing import COLUMN_GAP, LABEL_MARGIN, LINE_GAP, STRAIGHT_IN, STRAIGHT_OUT, measure_curves

Range: TypeAlias = "tuple[float, float] | None"


@dataclass(slots=True, eq=False)
class Wire:
    """A line between two vertices; one without links is not drawn, and connects the first and last vertices."""

    links: Sequence[Link]
    key: int
    label: Size = NO_SIZE
    has_arrow: bool = True
    is_reversed: bool = False
    left: float = 0
    right: float = 0
    height: float = 0
    entries: Range = None
    exits: Range = None

    @property
    def is_line(self) -> bool:
        """Whether this is a drawn line without a label."""
        return bool(self.links) and not self.label.width


@dataclass(slots=True, eq=False)
class Chain:
    """Pieces below each other: `parts` has one more than `joints`, the vertices between them."""

    parts: deque[Piece]
    joints: deque[int]
    key: int
    left: float = 0
    right: float = 0
    height: float = 0
    entries: Range = None
    exits: Range = None


@dataclass(slots=True, eq=False)
class Bundle:
    """Pieces side by side, in the order of their keys once they are measured; `offsets` are those of their axes."""

    parts: list[Wire | Chain]
    key: int
    offsets: list[float] = field(default_factory=list)
    left: float = 0
    right: float = 0
    height: float = 0
    entries: Range = None
    exits: Range = None


Piece: TypeAlias = Wire | Chain | Bundle


def join(upper: Piece, vertex: int, lower: Piece) -> Chain:
    """Return the chain of two pieces; chains in it become a part of it, and the shorter one is copied."""
    key = min(upper.key, vertex, lower.key)
    above = upper if isinstance(upper, Chain) else Chain(deque([upper]), deque(), key)
    below = lower if isinstance(lower, Chain) else Chain(deque([lower]), deque(), key)
    if len(above.joints) < len(below.joints):
        below.joints.appendleft(vertex)
        below.joints.extendleft(reversed(above.joints))
        below.parts.extendleft(reversed(above.parts))
        below.key = key
        return below
    above.joints.append(vertex)
    above.joints.extend(below.joints)
    above.parts.extend(below.parts)
    above.key = key
    return above


def bundle(one: Piece, other: Piece) -> Bundle:
    """Return two pieces between the same vertices as one; the smaller bundle is copied."""
    big, small = (_as_bundle(one), _as_bundle(other))
    if len(big.parts) < len(small.parts):
        big, small = small, big
    big.parts.extend(small.parts)
    big.key = min(big.key, small.key)
    return big


def _as_bundle(piece: Piece) -> Bundle:
    return piece if isinstance(piece, Bundle) else Bundle([piece], piece.key)


def list_from_below(root: Piece) -> list[Piece]:
    """List a piece and all pieces in it, each after its parts."""
    found, stack = [], [root]
    while stack:
        piece = stack.pop()
        found.append(piece)
        if not isinstance(piece, Wire):
            stack.extend(piece.parts)
    return found[::-1]


def measure(root: Piece, sizes: Sequence[Size]) -> None:
    """Set the extents of a piece and of all pieces in it."""
    for piece in list_from_below(root):
        if isinstance(piece, Wire):
            _measure_wire(piece)
        elif isinstance(piece, Chain):
            _measure_chain(piece, sizes)
        else:
            _measure_bundle(piece)


def _measure_wire(wire: Wire) -> None:
    if wire.links:
        wire.entries = wire.exits = (0, 0)
    if wire.label.width:
        wire.left = wire.right = wire.label.width / 2 + LABEL_MARGIN
        wire.height = wire.label.height + 2 * LABEL_MARGIN


def _measure_chain(chain: Chain, sizes: Sequence[Size]) -> None:
    widths = [sizes[vertex].width / 2 for vertex in chain.joints]
    chain.left = max(*(part.left for part in chain.parts), *widths)
    chain.right = max(*(part.right for part in chain.parts), *widths)
    chain.height = sum(part.height for part in chain.parts)
    for vertex, above, below in walk_joints(chain):
        chain.height += gap_above(above) + sizes[vertex].height + gap_below(below)
    chain.entries, chain.exits = chain.parts[0].entries, chain.parts[-1].exits


def walk_joints(chain: Chain) -> Iterator[tuple[int, Piece, Piece]]:
    """Yield each vertex of a chain with the pieces above and below."""
    parts = iter(chain.parts)
    above = next(parts)
    for vertex, below in zip(chain.joints, parts, strict=True):
        yield vertex, above, below
        above = below


def gap_above(piece: Piece) -> float:
    """Return the height of the lines from a piece to the vertex below it."""
    return measure_curves(list(piece.exits), STRAIGHT_IN) if piece.exits else 0


def gap_below(piece: Piece) -> float:
    """Return the height of the lines from the vertex above a piece to it."""
    return measure_curves(list(piece.entries), STRAIGHT_OUT) if piece.entries else 0


def _measure_bundle(piece: Bundle) -> None:
    """Place the parts side by side: those with vertices in their order, then the lines, which pass beside them."""
    piece.parts.sort(key=lambda part: (isinstance(part, Wire), part.key))
    centers = _place_side_by_side(piece.parts)
    axis = _find_axis(piece.parts, centers)
    piece.offsets = [center - axis for center in centers]
    piece.left = max(part.left - offset for part, offset in zip(piece.parts, piece.offsets, strict=True))
    piece.right = max(part.right + offset for part, offset in zip(piece.parts, piece.offsets, strict=True))
    piece.height = max(part.height for part in piece.parts)
    piece.entries = _span((part.entries, dx) for part, dx in zip(piece.parts, piece.offsets, strict=True))
    piece.exits = _span((part.exits, dx) for part, dx in zip(piece.parts, piece.offsets, strict=True))


def _place_side_by_side(parts: Sequence[Wire | Chain]) -> list[float]:
    centers: list[float] = []
    right = 0.0
    for before, part in zip([None, *parts], parts, strict=False):
        gap = LINE_GAP if _is_line(before) or _is_line(part) else COLUMN_GAP
        centers.append(right + (gap if before else 0) + part.left)
        right = centers[-1] + part.right
    return centers


def _is_line(part: Piece | None) -> bool:
    return isinstance(part, Wire) and part.is_line


def _find_axis(parts: Sequence[Wire | Chain], centers: Sequence[float]) -> float:
    """The middle of the parts that have vertices, or that of the part there, so that its line is straight."""
    main = [center for part, center in zip(parts, centers, strict=True) if isinstance(part, Chain)] or centers
    middle = (main[0] + main[-1]) / 2
    nearest = min(main, key=lambda center: (abs(center - middle), center))
    return nearest if abs(nearest - middle) <= COLUMN_GAP else middle


def _span(ranges: Iterator[tuple[Range, float]]) -> Range:
    known = [(found[0] + offset, found[1] + offset) for found, offset in ranges if found]
    return (min(low for low, _ in known), max(high for _, high in known)) if known else None
