"""Build the scene of a graph: measure its cards and arrows, and lay them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from argogen.drawing.layout.geometry import Box, Frame, Link
from argogen.drawing.layout.nesting import lay_out
from argogen.drawing.scene.arrows import build_arrows
from argogen.drawing.scene.cards import build_card
from argogen.drawing.scene.types import Arrow, Card, Scene
from argogen.graph.model import Graph, Group, GroupKind

ROOT = ""
"""The id of the frame around all elements."""
_MARGIN, _NARROW = 18.0, 12.0


def build_scene(graph: Graph) -> Scene:
    """Return the scene of a graph."""
    cards = {element.id: build_card(element) for element in graph.elements}
    cards |= _align_widths(graph, cards)
    arrows = build_arrows(graph)
    return Scene(graph, cards, arrows, lay_out(_build_frame(graph, cards, arrows)))


def _align_widths(graph: Graph, cards: Mapping[str, Card]) -> Mapping[str, Card]:
    """Return the nodes of each group of parallel steps with the width of the widest."""
    found = {}
    for group in graph.groups:
        members = [cards[member.id] for member in graph.members[group.id] if not isinstance(member, Group)]
        if group.kind is GroupKind.PARALLEL and members:
            width = max(card.size.width for card in members)
            found |= {card.element.id: card._replace(size=card.size._replace(width=width)) for card in members}
    return found


def _build_frame(graph: Graph, cards: Mapping[str, Card], arrows: Mapping[tuple[str, str], Arrow]) -> Frame:
    """Return the frame around all elements; the frames of groups are built after those in them."""
    links: dict[str, list[Link]] = {}
    for arrow in arrows.values():
        group = graph.by_id[arrow.source].group
        links.setdefault(group, []).append(Link(arrow.source, arrow.target, arrow.style, arrow.size))
    built: dict[str, Box | Frame] = {}
    for element in reversed(graph.elements):
        size = cards[element.id].size
        if isinstance(element, Group):
            members = [built[member.id] for member in graph.members[element.id]]
            margin = _NARROW if element.kind is GroupKind.PARALLEL else _MARGIN
            built[element.id] = Frame(element.id, members, links.get(element.id, ()), size, margin)
        else:
            built[element.id] = Box(element.id, *size)
    return Frame(ROOT, [built[member.id] for member in graph.members[ROOT]], links.get(ROOT, ()), margin=0)
