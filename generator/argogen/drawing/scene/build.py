"""Build the scene of a graph: measure its cards and arrows, and lay them out."""

from __future__ import annotations

from collections.abc import Mapping

from argogen.drawing.layout.geometry import NO_SIZE, Box, Frame, Link, Size
from argogen.drawing.layout.nesting import lay_out
from argogen.drawing.scene.arrows import build_arrows
from argogen.drawing.scene.cards import build_card
from argogen.drawing.scene.fans import unify_labels
from argogen.drawing.scene.types import Arrow, Card, Scene
from argogen.graph.model import Graph, Group, GroupKind

ROOT = ""
"""The id of the frame around all elements."""
_MARGIN, _NARROW = 18.0, 12.0


def build_scene(graph: Graph, has_title: bool = False) -> Scene:
    """Return the scene of a graph; below a title, the header of the only group with this name is left out."""
    cards = {element.id: build_card(element, len(graph.members.get(element.id, ()))) for element in graph.elements}
    cards |= _align_sizes(graph, cards)
    cards |= _hide_header(graph, cards) if has_title else {}
    arrows = unify_labels(graph, cards, build_arrows(graph))
    return Scene(graph, cards, arrows, lay_out(build_frame(graph, cards, arrows)))


def _align_sizes(graph: Graph, cards: Mapping[str, Card]) -> Mapping[str, Card]:
    """Return the nodes of each group of parallel steps with the size of the widest and highest."""
    found: dict[str, Card] = {}
    for group in graph.groups:
        members = [cards[member.id] for member in graph.members[group.id] if not isinstance(member, Group)]
        if group.kind is GroupKind.PARALLEL and members:
            width, height = (max(sizes) for sizes in zip(*(card.size for card in members), strict=True))
            found |= {card.element.id: card._replace(size=Size(width, height)) for card in members}
    return found


def _hide_header(graph: Graph, cards: Mapping[str, Card]) -> Mapping[str, Card]:
    """Return the card of the only outermost group without a header that only repeats the title of the picture."""
    outermost = graph.members[ROOT]
    if len(outermost) != 1 or not isinstance(outermost[0], Group) or outermost[0].name != graph.name:
        return {}
    card = cards[outermost[0].id]
    return {} if len(card.lines) > 1 else {card.element.id: card._replace(lines=(), size=NO_SIZE)}


def build_frame(graph: Graph, cards: Mapping[str, Card], arrows: Mapping[tuple[str, str], Arrow]) -> Frame:
    """Return the frame around all elements; the frames of groups are built after those in them."""
    links: dict[str, list[Link]] = {}
    for arrow in arrows.values():
        group = graph.by_id[arrow.source].group
        text = "\n".join(line.text for line in arrow.lines)
        links.setdefault(group, []).append(Link(arrow.source, arrow.target, arrow.style, arrow.size, text))
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
