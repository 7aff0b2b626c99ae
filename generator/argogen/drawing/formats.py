"""The formats of pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from argogen.drawing import dot, json, mermaid
from argogen.graph.model import Graph
from argogen.records import Record


class Format(Record):
    """A format: the function that writes graphs in it, and the endings of its files, the usual one first."""

    write: Callable[[Sequence[Graph]], str]
    endings: tuple[str, ...]


FORMATS: Mapping[str, Format] = {
    "mermaid": Format(mermaid.write, (".mmd", ".mermaid")),
    "dot": Format(dot.write, (".dot", ".gv")),
    "json": Format(json.write, (".json",)),
}
"""The formats by name; the first one is the default."""

DEFAULT = "mermaid"


def find_format(path: str) -> str:
    """Return the format of a file by its ending, "" for others."""
    lower = path.lower()
    return next((name for name, each in FORMATS.items() if lower.endswith(each.endings)), "")
