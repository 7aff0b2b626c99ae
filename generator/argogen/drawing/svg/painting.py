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

_BASELINE = 0.78
"""The part of a line above its baseline."""


class Names:
    """The ids of the elements of a picture by those of the graph; without ids, for pictures without a program."""

    def __init__(self, scene: Scene, is_named: bool) -> None:
        self._numbers = {element.id: number for number, element in enumerate(scene.graph.elements)}
        self.is_named = is_named

    def find(self, element: str) -> str:
        """Return the id of a card, or ""."""
        return f"e{self._numbers[element]}" if self.is_named else ""

    def name(self, prefix: str, number: int) -> str:
        """Return the id of a numbered part, or ""."""
        return f"{prefix}{number}" if self.is_named else ""


def paint(scene: Scene, names: Names) -> Iterator[str]:
    """Yield all parts, those behind others first."""
    for element in scene.graph.groups:
        yield paint_group(scene.cards[element.id], scene.layout.boxes[element.id], names)
    yield from _paint_lines_between(scene, names)
    for node in scene.graph.nodes:
        yield paint_node(scene.cards[node.id], scene.layout.boxes[node.id], names)


def _paint_lines_between(scene: Scene, names: Names) -> Iterator[str]:
    layout = scene.layout
    for number, rack in enumerate(layout.racks):
        yield tag("rect", class_="rack", id=names.name("k", number), rx=8, **rack._asdict())
    for number, route in enumerate(layout.routes):
        yield paint_route(scene, route, names.name("r", number))
    for number, (x, y) in enumerate(layout.junctions):
        yield tag("circle", class_="junction", id=names.name("j", number), cx=x, cy=y, r=3.5)
    for number, route in enumerate(layout.routes):
        if route.label:
            yield paint_label(find_arrow(scene, route), route.label, names.name("l", number))


def find_arrow(scene: Scene, route: Route) -> Arrow:
    """Return the arrow of a route; all arrows of a route with several have the same style."""
    return scene.arrows[route.links[0].source, route.links[0].target]


def paint_route(scene: Scene, route: Route, name: str = "") -> str:
    """Return the line of a route."""
    style = find_arrow(scene, route).style
    head = f"url(#a-{style})" if route.has_arrow else None
    ends = {"marker_start" if route.is_reversed else "marker_end": head}
    return tag("path", class_=f"line {style}", id=name, d=write_path(route.points), **ends)


def paint_label(arrow: Arrow, box: Rectangle, name: str = "") -> str:
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
    return tag("g", *tooltip, back, *lines, class_="label", id=name, transform=move(box.x, box.y))


def paint_group(card: Card, box: Rectangle, names: Names) -> str:
    """Return the frame of a group, with its header."""
    phase = f" phase {card.element.phase}" if card.element.phase else ""
    frame = tag("rect", class_="frame", width=box.width, height=box.height, rx=10)
    depth = " even" if card.element.depth % 2 else ""
    return tag(
        "g", *_name_card(card), frame, *paint_lines(card), class_=f"group {card.kind}{depth}{phase}",
        id=names.find(card.element.id), transform=move(box.x, box.y),
    )  # fmt: skip


def paint_node(card: Card, box: Rectangle, names: Names) -> str:
    """Return the card of a node."""
    phase = f" phase {card.element.phase}" if card.element.phase else ""
    excluded = " excluded" if card.element.is_excluded else ""
    frame = tag("rect", class_="card", width=box.width, height=box.height, rx=7)
    return tag(
        "g", *_name_card(card), frame, *paint_lines(card), class_=f"node {card.kind}{phase}{excluded}",
        id=names.find(card.element.id), transform=move(box.x, box.y),
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
