"""The formats of pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from argogen.drawing import dot, json, mermaid
from argogen.drawing.html import page
from argogen.drawing.svg import document
from argogen.graph.model import Graph
from argogen.records import Record

Writer: TypeAlias = Callable[[Sequence[Graph], Mapping[str, str]], str]
"""A function that writes graphs; it also gets the contents of the files in which their elements have places."""


class Format(Record):
    """A format: the function that writes graphs in it, and the endings of its files, the usual one first."""

    write: Writer
    endings: tuple[str, ...]


def _without_sources(write: Callable[[Sequence[Graph]], str]) -> Writer:
    return lambda graphs, _sources: write(graphs)


FORMATS: Mapping[str, Format] = {
    "mermaid": Format(_without_sources(mermaid.write), (".mmd", ".mermaid")),
    "dot": Format(_without_sources(dot.write), (".dot", ".gv")),
    "svg": Format(_without_sources(document.write), (".svg",)),
    "html": Format(page.write, (".html", ".htm")),
    "json": Format(_without_sources(json.write), (".json",)),
}
"""The formats by name; the first one is the default."""

DEFAULT = "mermaid"
ENDINGS = tuple(each.endings[0] for each in FORMATS.values())
"""The usual ending of the files of each format."""


def find_format(path: str) -> str:
    """Return the format of a file by its ending, "" for others."""
    lower = path.lower()
    return next((name for name, each in FORMATS.items() if lower.endswith(each.endings)), "")
