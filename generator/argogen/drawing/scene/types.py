"""The parts of a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from argogen.drawing.layout.geometry import Layout, Size
from argogen.graph.model import Edge, Graph, Group, Node
from argogen.records import Record


class Line(Record):
    """A line of text: `style` is the class of its font, `icon` is before it, and `full` is the uncut text."""

    text: str
    style: str = "detail"
    icon: str = ""
    full: str = ""


class Card(Record):
    """The lines of an element, and the space that it needs: `kind` is the name of its icon and of its color."""

    element: Node | Group
    kind: str
    lines: Sequence[Line]
    size: Size


class Arrow(Record):
    """One line of the picture for all edges between two elements of a group, or between elements in them.

    `style` is `order`, `data` or `handler`. `carries` is whether values pass along an arrow of the order.
    """

    source: str
    target: str
    style: str
    edges: Sequence[Edge]
    lines: Sequence[Line] = ()
    size: Size = Size(0, 0)
    carries: bool = False


class Scene(Record):
    """A graph with its cards by the ids of elements, its arrows by the ids of their ends, and the layout of both."""

    graph: Graph
    cards: Mapping[str, Card]
    arrows: Mapping[tuple[str, str], Arrow]
    layout: Layout
