"""The legend of a picture: only what occurs in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from argogen.drawing.characters import escape
from argogen.drawing.layout.geometry import Size
from argogen.drawing.scene.types import Scene
from argogen.drawing.svg.elements import tag
from argogen.drawing.svg.icons import place_icon
from argogen.drawing.widths import measure_text
from argogen.records import Record

_ICONS = {
    "container": "container", "script": "script", "python": "Python function", "notebook": "notebook",
    "container-set": "container set", "resource": "Kubernetes resource", "suspend": "suspend", "http": "HTTP request",
    "data": "data", "plugin": "plugin", "steps": "steps", "dag": "DAG", "template-ref": "template elsewhere",
    "recursion": "recursion", "unknown": "unknown template", "handlers": "handlers", "loop": "loop",
    "when": "condition", "depends": "dependencies", "excluded": "does not run", "retry": "retries",
    "deadline": "deadline", "continue": "continues after failures", "daemon": "daemon",
}  # fmt: skip
_ICON_CLASSES = {
    **{name: f"icon {name}" for name in list(_ICONS)[list(_ICONS).index("loop") :]},
    **dict.fromkeys(("Succeeded", "Failed", "Error", "Running", "Pending", "Skipped", "Omitted"), "icon phase"),
}
_PHASES = ("Succeeded", "Failed", "Error", "Running", "Pending", "Skipped", "Omitted")
_LINES = {"order": "runs after", "data": "passes values", "handler": "handler"}
_CARRIES = ", with the values that pass"
_ROW, _GAP, _SWATCH = 20.0, 18.0, 30.0
SIZE = 11.0


class Entry(Record):
    """An entry: the name of an icon or of a line, and its meaning."""

    name: str
    text: str
    style: str

    @property
    def width(self) -> float:
        """The width of the symbol and the meaning."""
        return (_SWATCH if self.style == "line" else 14) + 6 + measure_text(self.text, SIZE)


def list_entries(scene: Scene) -> Sequence[Entry]:
    """List lines, kinds, details and phases that occur, in a fixed order."""
    styles = {arrow.style for arrow in scene.arrows.values()}
    kinds = {card.kind for card in scene.cards.values() if card.lines}
    icons = kinds | {line.icon for card in scene.cards.values() for line in card.lines}
    phases = {card.element.phase for card in scene.cards.values()}
    carries = any(arrow.carries for arrow in scene.arrows.values())
    return [
        *(
            Entry(name, f"{text}{_CARRIES * (carries and name == 'order')}", "line")
            for name, text in _LINES.items()
            if name in styles
        ),
        *(Entry(name, text, f"node {name}") for name, text in _ICONS.items() if name in icons),
        *(Entry(name, name, f"phase {name}") for name in _PHASES if name in phases),
    ]


def measure_legend(entries: Sequence[Entry], width: float) -> Size:
    """Return the size of a legend that is at most this wide, where an entry fits."""
    places = list(_place(entries, width))
    right = max((x + entry.width for entry, x, _ in places), default=0)
    return Size(right, places[-1][2] + _ROW if places else 0)


def _place(entries: Sequence[Entry], width: float) -> Iterator[tuple[Entry, float, float]]:
    x = y = 0.0
    for entry in entries:
        if x and x + entry.width > width:
            x, y = 0.0, y + _ROW
        yield entry, x, y
        x += entry.width + _GAP


def paint_legend(entries: Sequence[Entry], width: float) -> Iterator[str]:
    """Yield the symbols and their meanings, from the upper left corner."""
    for entry, x, y in _place(entries, width):
        symbol = _SWATCH if entry.style == "line" else 14
        yield from paint_symbol(entry, x, y)
        yield tag("text", escape(entry.text), class_="legend", x=x + symbol + 6, y=y + 14)


def paint_symbol(entry: Entry, x: float, y: float) -> Iterator[str]:
    """Yield the symbol of an entry."""
    if entry.style == "line":
        path = f"M{x:g} {y + 10:g}H{x + _SWATCH - 4:g}"
        yield tag("path", class_=f"line {entry.name}", d=path, marker_end=f"url(#a-{entry.name})")
    else:
        yield tag("g", place_icon(entry.name, x, y + 3, 14, _ICON_CLASSES.get(entry.name, "icon")), class_=entry.style)


def list_icons(scene: Scene) -> list[str]:
    """List the names of all icons of a scene."""
    found = {card.kind for card in scene.cards.values() if card.lines}
    for card in scene.cards.values():
        found |= {line.icon for line in card.lines if line.icon} - {"phase"}
        found |= {card.element.phase} - {""}
    return sorted(found)
