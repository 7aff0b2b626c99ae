"""The labels of wide fans: arrows between the same elements and many alike ones have one label for all of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from argogen.drawing.layout.merging import RACK_MEMBERS, RACK_WIDTH
from argogen.drawing.scene.arrows import cut_lines, measure_lines
from argogen.drawing.scene.types import Arrow, Card
from argogen.graph.model import Graph

Arrows = Mapping[tuple[str, str], Arrow]
_Neighbor = tuple[bool, str, str]
"""Whether an arrow leaves, the element at its other end, and its style."""


def unify_labels(graph: Graph, cards: Mapping[str, Card], arrows: Arrows) -> Arrows:
    """Return the arrows; those of elements that the layout can draw in one frame have the labels of all of them."""
    neighbors: dict[str, dict[_Neighbor, Arrow]] = {}
    for arrow in arrows.values():
        neighbors.setdefault(arrow.source, {})[True, arrow.target, arrow.style] = arrow
        neighbors.setdefault(arrow.target, {})[False, arrow.source, arrow.style] = arrow
    alike: dict[frozenset[_Neighbor], list[str]] = {}
    for element in graph.elements:
        if element.id in neighbors:
            alike.setdefault(frozenset(neighbors[element.id]), []).append(element.id)
    found = dict(arrows)
    for members in alike.values():
        if len(members) >= RACK_MEMBERS and sum(cards[member].size.width for member in members) >= RACK_WIDTH:
            found |= _unify([neighbors[member] for member in members])
    return found


def _unify(several: Sequence[Mapping[_Neighbor, Arrow]]) -> Iterator[tuple[tuple[str, str], Arrow]]:
    """Yield the arrows of alike elements by their ends, with the same lines for each neighbor."""
    for neighbor in several[0]:
        arrows = [each[neighbor] for each in several]
        lines = cut_lines([line for arrow in arrows for line in arrow.lines])
        size = measure_lines(lines)
        yield from (((a.source, a.target), a._replace(lines=lines, size=size)) for a in arrows)
