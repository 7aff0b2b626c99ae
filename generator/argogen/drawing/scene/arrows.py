"""The arrows of a picture: one for all edges between two members of a group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from argogen.drawing.characters import clean
from argogen.drawing.labels import describe_edge
from argogen.drawing.layout.geometry import NO_SIZE, Size
from argogen.drawing.scene.cards import TEXT_LINE, TEXT_SIZE
from argogen.drawing.scene.types import Arrow, Line
from argogen.drawing.widths import fit, measure_text, wrap
from argogen.graph.model import Edge, EdgeKind, Graph

LABEL_WIDTH, LABEL_LINES, LABEL_PADDING = 170.0, 4, 4.0
_STYLES: Mapping[EdgeKind, str] = {
    EdgeKind.ORDER: "order", EdgeKind.NEEDS: "order", EdgeKind.CONTAINER: "order",
    EdgeKind.HANDLER: "handler", EdgeKind.HOOK: "handler", EdgeKind.DATA: "data", EdgeKind.ARTIFACT: "data",
}  # fmt: skip
_RANKS = ("order", "handler", "data")


def build_arrows(graph: Graph) -> Mapping[tuple[str, str], Arrow]:
    """Return the arrows of a graph by the ids of their ends, which have the same group.

    An edge between elements of different groups becomes one between the members of the innermost group around both.
    Recursions, and edges between a group and an element in it, have no arrow.
    """
    found: dict[tuple[str, str], list[Edge]] = {}
    paths = _Paths(graph)
    for edge in graph.edges:
        ends = paths.find_ends(edge) if edge.kind in _STYLES else None
        if ends:
            found.setdefault(ends, []).append(edge)
    return {ends: _build(graph, ends, edges) for ends, edges in found.items()}


class _Paths:
    """The elements around each element, from the outside."""

    def __init__(self, graph: Graph) -> None:
        self._groups = {element.id: element.group for element in graph.elements}

    def find_ends(self, edge: Edge) -> tuple[str, str] | None:
        """Return the outermost different elements around the ends of an edge; `None` if one is around the other."""
        source, target = self._list(edge.source), self._list(edge.target)
        for one, other in zip(source, target, strict=False):
            if one != other:
                return one, other
        return None

    def _list(self, element: str) -> Sequence[str]:
        path = []
        while element:
            path.append(element)
            element = self._groups[element]
        return path[::-1]


def _build(graph: Graph, ends: tuple[str, str], edges: Sequence[Edge]) -> Arrow:
    style = min((_STYLES[edge.kind] for edge in edges), key=_RANKS.index)
    lines = cut_lines(list(_describe(graph, ends, edges)))
    carries = style != "data" and any(_STYLES[edge.kind] == "data" for edge in edges)
    return Arrow(*ends, style, edges, lines, measure_lines(lines), carries)


def _describe(graph: Graph, ends: tuple[str, str], edges: Sequence[Edge]) -> Iterator[Line]:
    """Yield the conditions, and then the values.

    If the edge is that of an element inside of an end, they begin with its name: the source of values, and the element
    that a condition is about.
    """
    for edge in sorted(edges, key=lambda edge: _STYLES[edge.kind] == "data"):
        is_data = _STYLES[edge.kind] == "data"
        end, shown = (edge.source, ends[0]) if is_data else (edge.target, ends[1])
        prefix = "" if end == shown else f"{graph.by_id[end].name}: "
        for text in describe_edge(edge):
            full = clean(f"{prefix}{text}")
            if is_data:
                yield Line(fit(full, LABEL_WIDTH, TEXT_SIZE), "value", full=full)
            else:
                lines = wrap(full, LABEL_WIDTH, TEXT_SIZE, 2)
                yield from (Line(line, "condition", full=full) for line in lines)


def cut_lines(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines of a label without repeated ones, and the number of those that are left out."""
    unique = list({(line.style, line.text): line for line in lines}.values())
    if len(unique) <= LABEL_LINES:
        return unique
    kept, rest = unique[: LABEL_LINES - 1], unique[LABEL_LINES - 1 :]
    return [*kept, Line(f"+ {len(rest)} more", "value", full="\n".join(line.full for line in rest))]


def measure_lines(lines: Sequence[Line]) -> Size:
    """Return the size of a label."""
    if not lines:
        return NO_SIZE
    width = max(measure_text(line.text, TEXT_SIZE) for line in lines)
    return Size(width + 2 * LABEL_PADDING, len(lines) * TEXT_LINE + LABEL_PADDING)
