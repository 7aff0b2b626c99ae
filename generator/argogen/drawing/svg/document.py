"""Write graphs as one SVG document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from argogen.drawing.characters import clean, escape
from argogen.drawing.scene.build import build_scene
from argogen.drawing.scene.types import Scene
from argogen.drawing.svg import legend
from argogen.drawing.svg.description import describe, list_facts, summarize
from argogen.drawing.svg.elements import move, number, tag
from argogen.drawing.svg.icons import define_icons
from argogen.drawing.svg.painting import paint
from argogen.drawing.svg.styles import select_styles
from argogen.drawing.timeline.painting import measure_timeline, paint_timeline
from argogen.drawing.timeline.rows import build_timeline
from argogen.drawing.widths import fit
from argogen.graph.combination import combine
from argogen.graph.model import Graph
from argogen.records import Record

MARGIN, GAP, LEAST_WIDTH, TIMELINE_WIDTH, MOST_ROWS = 24.0, 22.0, 360.0, 720.0, 40
_TITLE_SIZE, _SUBTITLE_SIZE, _TITLE_HEIGHT = 17.0, 11.0, 28.0


class _Section(Record):
    """A part of the document, below those before it: its parts from its upper left corner, and its height."""

    parts: Sequence[str]
    height: float
    left: float = 0


def write(graphs: Sequence[Graph]) -> str:
    """Return graphs as one picture; each of several is in a frame with its name. A run has a timeline."""
    scene = build_scene(combine(graphs), has_title=True)
    timeline = build_timeline(scene.graph, MOST_ROWS)
    width = max(TIMELINE_WIDTH if timeline.rows else LEAST_WIDTH, scene.layout.size.width)
    entries = legend.list_entries(scene)
    size = scene.layout.size
    sections = [
        _Section(list(_paint_title(scene.graph, width)), _TITLE_HEIGHT),
        _Section(list(paint(scene)), size.height, (width - size.width) / 2),
        _Section(list(paint_timeline(timeline, width)), measure_timeline(timeline)),
        _Section(list(legend.paint_legend(entries, width)), legend.measure_legend(entries, width).height),
    ]
    return _join(scene, [section for section in sections if section.height], width + 2 * MARGIN) + "\n"


def _join(scene: Scene, sections: Sequence[_Section], width: float) -> str:
    """Return the document of sections, with the definitions and styles that they need.

    Each part is a line, so that git compares and merges committed pictures by their elements.
    """
    y, parts = MARGIN, list[str]()
    for section in sections:
        parts.append(tag("g", "\n", *(f"{part}\n" for part in section.parts), transform=move(MARGIN + section.left, y)))
        y += section.height + GAP
    height = y - GAP + MARGIN
    defined = tag("defs", define_icons(legend.list_icons(scene)), *define_heads(scene))
    content = [defined, tag("rect", class_="background", width=width, height=height, rx=8), *parts]
    style = tag("style", select_styles("".join(content)))
    return _wrap(scene, width, height, [style, *content])


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


def _paint_title(graph: Graph, width: float) -> Iterator[str]:
    y = _TITLE_SIZE - 2
    yield tag("text", escape(fit(clean(graph.name), width, _TITLE_SIZE, is_bold=True)), class_="title", x=0, y=y)
    text = fit(clean(" · ".join(list_facts(graph))), width, _SUBTITLE_SIZE)
    yield tag("text", escape(text), x=0, y=y + 18)


def define_heads(scene: Scene) -> Iterator[str]:
    """Yield the arrow heads of the styles of lines that occur."""
    for style in sorted({arrow.style for arrow in scene.arrows.values()}):
        path = tag("path", class_=f"head {style}", d="M0 0L10 5L0 10L2.5 5Z")
        yield tag(
            "marker", path, id=f"a-{style}", viewBox="0 0 10 10", refX=9, refY=5, markerWidth=9, markerHeight=9,
            markerUnits="userSpaceOnUse", orient="auto-start-reverse",
        )  # fmt: skip
