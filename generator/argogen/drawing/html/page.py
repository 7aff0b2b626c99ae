"""Write graphs as one HTML page."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import Template

from argogen.drawing.characters import escape
from argogen.drawing.html.data import write_data
from argogen.drawing.scene.build import build_scene
from argogen.drawing.scene.types import Scene
from argogen.drawing.svg import legend
from argogen.drawing.svg.description import describe, list_facts, summarize
from argogen.drawing.svg.document import define_heads
from argogen.drawing.svg.elements import number, tag
from argogen.drawing.svg.icons import PATHS, define_icons
from argogen.drawing.svg.painting import paint_groups, paint_nodes
from argogen.drawing.svg.styles import read_styles
from argogen.drawing.timeline.painting import measure_timeline, paint_timeline
from argogen.drawing.timeline.rows import Timeline, build_timeline
from argogen.graph.combination import combine
from argogen.graph.model import Graph
from argogen.records import EMPTY

_FOLDER = Path(__file__).parent
_TIMELINE_WIDTH, _MOST_ROWS = 1000.0, 2000


def write(graphs: Sequence[Graph], sources: Mapping[str, str] = EMPTY) -> str:
    """Return graphs as one page; `sources` are the contents of the files of places, of which it shows the elements.

    The page is the same for the same graphs and sources.
    """
    graph = combine(graphs)
    scene = build_scene(graph)
    timeline = build_timeline(graph, _MOST_ROWS)
    style = f"{read_styles()}\n{_read('page.css')}"
    script = _read("page.js")
    return Template(_read("page.html")).substitute(
        policy=_write_policy(style, script),
        title=escape(describe(graph)),
        name=escape(graph.name),
        facts=escape(" · ".join(list_facts(graph))),
        summary=escape(summarize(scene)),
        style=style,
        picture="\n".join(_paint_picture(scene)),
        legend=_paint_legend(scene),
        timeline=_paint_timeline(timeline),
        data=write_data(scene, sources, timeline),
        script=script,
    )


def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


def _write_policy(style: str, script: str) -> str:
    """Return a policy that allows the style sheet and the program of the page, and nothing to be loaded."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _paint_picture(scene: Scene) -> Iterator[str]:
    icons = sorted({*legend.list_icons(scene), *(phase for phase in PATHS if phase[0].isupper())})
    yield tag("defs", define_icons(icons), *define_heads(scene))
    yield f'<g id="scene"><g id="groups">{"".join(paint_groups(scene, has_ids=True))}</g><g id="lines"></g>'
    yield f'<g id="nodes">{"".join(paint_nodes(scene, has_ids=True))}</g></g>'


def _paint_legend(scene: Scene) -> str:
    """Return the legend as items, each with a symbol."""
    items = []
    for entry in legend.list_entries(scene):
        width = 30.0 if entry.style == "line" else 16.0
        symbol = "".join(legend.paint_symbol(entry, 0, 0))
        items.append(
            f'<li><svg width="{number(width)}" height="20" aria-hidden="true">{symbol}</svg>{escape(entry.text)}</li>'
        )
    return "".join(items)


def _paint_timeline(timeline: Timeline) -> str:
    """Return the section of the timeline, or "" without a run."""
    if not timeline.rows:
        return ""
    height = measure_timeline(timeline) + 8
    rows = "".join(paint_timeline(timeline, _TIMELINE_WIDTH))
    picture = tag(
        "svg", f'<g transform="translate(10 4)">{rows}</g>', id="bars", role="group", aria_label="Timeline of the run",
        width=_TIMELINE_WIDTH + 20, height=height, viewBox=f"0 0 {number(_TIMELINE_WIDTH + 20)} {number(height)}",
    )  # fmt: skip
    note = "Bars with an outline are on the critical path: without them, the run would have ended earlier."
    return (
        f'<details id="timeline" open><summary>Timeline</summary><p>{note}</p><div id="chart">{picture}</div></details>'
    )
