"""Write graphs as one SVG document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from argogen.drawing.characters import clean, escape
from argogen.drawing.labels import describe_empty
from argogen.drawing.scene.build import build_scene
from argogen.drawing.scene.types import Scene
from argogen.drawing.svg import legend
from argogen.drawing.svg.elements import move, number, tag
from argogen.drawing.svg.icons import define_icons
from argogen.drawing.svg.painting import paint
from argogen.drawing.svg.styles import select_styles
from argogen.drawing.widths import fit
from argogen.graph.combination import combine
from argogen.graph.model import Graph

MARGIN, TITLE_HEIGHT, LEGEND_GAP, LEAST_WIDTH = 24.0, 50.0, 22.0, 360.0
_TITLE_SIZE, _SUBTITLE_SIZE = 17.0, 11.0


def write(graphs: Sequence[Graph]) -> str:
    """Return graphs as one picture; each of several is in a frame with its name."""
    scene = build_scene(combine(graphs), has_title=True)
    entries = legend.list_entries(scene)
    width = max(LEAST_WIDTH, scene.layout.size.width)
    height = legend.measure_legend(entries, width).height
    bottom = MARGIN + TITLE_HEIGHT + scene.layout.size.height
    total = bottom + (LEGEND_GAP + height if entries else 0) + MARGIN
    parts = [
        tag("defs", define_icons(legend.list_icons(scene)), *define_heads(scene)),
        tag("rect", class_="background", width=width + 2 * MARGIN, height=total, rx=8),
        *_paint_title(scene.graph, width),
        tag("g", *paint(scene), transform=_place(scene, width)),
        tag("g", *legend.paint_legend(entries, width), transform=move(MARGIN, bottom + LEGEND_GAP)) if entries else "",
    ]
    style = tag("style", select_styles("".join(parts)))
    return _wrap(scene, width + 2 * MARGIN, total, [style, *parts]) + "\n"


def _place(scene: Scene, width: float) -> str:
    """Return the position of the content: centered if the title or the legend is wider."""
    return move(MARGIN + (width - scene.layout.size.width) / 2, MARGIN + TITLE_HEIGHT)


def _wrap(scene: Scene, width: float, height: float, parts: Sequence[str]) -> str:
    graph = scene.graph
    head = [
        f'<title id="title">{escape(describe(graph))}</title>',
        f'<desc id="desc">{escape(summarize(scene))}</desc>',
    ]
    return tag(
        "svg", "\n", *(f"{part}\n" for part in [*head, *parts] if part), xmlns="http://www.w3.org/2000/svg",
        width=width, height=height, viewBox=f"0 0 {number(width)} {number(height)}", role="img",
        aria_labelledby="title desc",
    )  # fmt: skip


def describe(graph: Graph) -> str:
    """Return the title of a picture: kind, name and phase of the workflow."""
    phase = f", {graph.phase}" if graph.phase else ""
    return clean(f"{graph.kind} {graph.name}{phase}")


def summarize(scene: Scene) -> str:
    """Return the content of a picture as sentences: its elements in order, and what each runs after."""
    graph = scene.graph
    if not graph.elements:
        return describe_empty(graph)
    nodes = graph.nodes
    names = [clean(node.name) for node in nodes[:40]]
    more = f", and {len(nodes) - len(names)} more" if len(nodes) > len(names) else ""
    steps = f"{len(nodes)} nodes in {len(graph.groups)} groups: {', '.join(names)}{more}."
    ends = list(scene.arrows.values())[:40]
    order = [f"{_name(graph, end.target)} after {_name(graph, end.source)}" for end in ends if end.style == "order"]
    return f"{steps} Order: {'; '.join(order)}." if order else steps


def _name(graph: Graph, element: str) -> str:
    found = graph.by_id[element]
    return clean(found.name) or "parallel steps"


def _paint_title(graph: Graph, width: float) -> Iterator[str]:
    y = MARGIN + _TITLE_SIZE - 2
    yield tag("text", escape(fit(clean(graph.name), width, _TITLE_SIZE, is_bold=True)), class_="title", x=MARGIN, y=y)
    text = fit(clean(" · ".join(list_facts(graph))), width, _SUBTITLE_SIZE)
    yield tag("text", escape(text), x=MARGIN, y=y + 18)


def list_facts(graph: Graph) -> Iterator[str]:
    """Yield the facts below the title: the kind of the object, its phase, schedules and parameters."""
    yield graph.kind
    if graph.phase:
        yield graph.phase
    yield from graph.schedules
    if graph.parameters:
        yield ", ".join(f"{value.name}={value.value}" if value.value else value.name for value in graph.parameters)
    if not graph.elements:
        yield describe_empty(graph)


def define_heads(scene: Scene) -> Iterator[str]:
    """Yield the arrow heads of the styles of lines that occur."""
    for style in sorted({arrow.style for arrow in scene.arrows.values()}):
        path = tag("path", class_=f"head {style}", d="M0 0L10 5L0 10L2.5 5Z")
        yield tag(
            "marker", path, id=f"a-{style}", viewBox="0 0 10 10", refX=9, refY=5, markerWidth=9, markerHeight=9,
            markerUnits="userSpaceOnUse", orient="auto-start-reverse",
        )  # fmt: skip
