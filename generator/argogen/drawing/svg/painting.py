"""Paint the parts of a scene: groups, nodes, lines and labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from argogen.drawing.characters import clean, escape
from argogen.drawing.layout.geometry import Rectangle, Route
from argogen.drawing.scene import cards
from argogen.drawing.scene.arrows import LABEL_PADDING
from argogen.drawing.scene.types import Arrow, Card, Line, Scene
from argogen.drawing.svg.elements import move, tag, title, write_path
from argogen.drawing.svg.icons import place_icon
from argogen.graph.model import Group

_BASELINE = 0.78
"""The part of a line above its baseline."""


def paint(scene: Scene) -> Iterator[str]:
    """Yield all parts, those behind others first."""
    yield from paint_groups(scene)
    layout = scene.layout
    yield from (tag("rect", class_="rack", rx=8, **rack._asdict()) for rack in layout.racks)
    yield from (paint_route(scene, route) for route in layout.routes)
    yield from (tag("circle", class_="junction", cx=x, cy=y, r=3.5) for x, y in layout.junctions)
    yield from (paint_label(find_arrow(scene, route), route.label) for route in layout.routes if route.label)
    yield from paint_nodes(scene)


def paint_groups(scene: Scene, has_ids: bool = False) -> Iterator[str]:
    """Yield the frames of groups with their headers; ids are the numbers of the elements after an `e`."""
    for number, element in enumerate(scene.graph.elements):
        if isinstance(element, Group):
            name = f"e{number}" if has_ids else ""
            yield paint_group(scene.cards[element.id], scene.layout.boxes[element.id], name)


def paint_nodes(scene: Scene, has_ids: bool = False) -> Iterator[str]:
    """Yield the cards of nodes; ids are the numbers of the elements after an `e`."""
    for number, element in enumerate(scene.graph.elements):
        if not isinstance(element, Group):
            name = f"e{number}" if has_ids else ""
            yield paint_node(scene.cards[element.id], scene.layout.boxes[element.id], name)


def find_arrow(scene: Scene, route: Route) -> Arrow:
    """Return the arrow of a route; all arrows of a route with several have the same style."""
    return scene.arrows[route.links[0].source, route.links[0].target]


def paint_route(scene: Scene, route: Route) -> str:
    """Return the line of a route."""
    style = find_arrow(scene, route).style
    head = f"url(#a-{style})" if route.has_arrow else None
    ends = {"marker_start" if route.is_reversed else "marker_end": head}
    return tag("path", class_=f"line {style}", d=write_path(route.points), **ends)


def paint_label(arrow: Arrow, box: Rectangle) -> str:
    """Return the label of a line, on a background that hides the line."""
    lines = [
        tag(
            "text", escape(line.text), class_=line.style, x=box.width / 2,
            y=LABEL_PADDING / 2 + (number + _BASELINE) * cards.TEXT_LINE,
        )
        for number, line in enumerate(arrow.lines)
    ]  # fmt: skip
    full = "\n".join(dict.fromkeys(line.full for line in arrow.lines))
    back = tag("rect", class_="back", width=box.width, height=box.height, rx=4)
    tooltip = [title(full)] if any(line.text != line.full for line in arrow.lines) else []
    return tag("g", *tooltip, back, *lines, class_="label", transform=move(box.x, box.y))


def paint_group(card: Card, box: Rectangle, name: str = "") -> str:
    """Return the frame of a group, with its header."""
    phase = f" phase {card.element.phase}" if card.element.phase else ""
    frame = tag("rect", class_="frame", width=box.width, height=box.height, rx=10)
    depth = " even" if card.element.depth % 2 else ""
    return tag(
        "g", *_name_card(card), frame, *paint_lines(card), class_=f"group {card.kind}{depth}{phase}",
        id=name, transform=move(box.x, box.y),
    )  # fmt: skip


def paint_node(card: Card, box: Rectangle, name: str = "") -> str:
    """Return the card of a node."""
    phase = f" phase {card.element.phase}" if card.element.phase else ""
    excluded = " excluded" if card.element.is_excluded else ""
    frame = tag("rect", class_="card", width=box.width, height=box.height, rx=7)
    return tag(
        "g", *_name_card(card), frame, *paint_lines(card), class_=f"node {card.kind}{phase}{excluded}",
        id=name, transform=move(box.x, box.y),
    )  # fmt: skip


def _name_card(card: Card) -> Sequence[str]:
    """Return the tooltip: the full text of the lines that are cut."""
    cut = dict.fromkeys(line.full for line in card.lines if line.full and line.full != line.text)
    return [title("\n".join(cut))] if cut else []


def paint_lines(card: Card) -> Iterator[str]:
    """Yield the icon and the lines of a card."""
    y, left = cards.PADDING - 2, cards.PADDING
    if card.lines:
        yield place_icon(card.kind, left, y, cards.ICON, "icon")
    has_details = False
    for line in card.lines:
        if line.style in ("name", "kind"):
            height = cards.NAME_LINE if line.style == "name" else cards.TEXT_LINE
            yield _write(line, left + cards.ICON + cards.ICON_GAP, y, height)
        else:
            y += 0 if has_details else cards.DETAILS_TOP
            height, has_details = cards.DETAIL_LINE, True
            yield from _paint_detail(card, line, left, y)
        y += height


def _paint_detail(card: Card, line: Line, x: float, y: float) -> Iterator[str]:
    icon = card.element.phase if line.icon == "phase" else line.icon
    if icon:
        yield place_icon(icon, x, y + 2, cards.SMALL_ICON, f"icon {line.icon}")
    style = "phase-name" if line.icon == "phase" else line.style
    yield _write(line._replace(style=style), x + cards.SMALL_ICON + cards.SMALL_GAP, y - 2, cards.DETAIL_LINE)


def _write(line: Line, x: float, y: float, height: float) -> str:
    return tag("text", escape(clean(line.text)), class_=line.style, x=x, y=y + height * _BASELINE)
