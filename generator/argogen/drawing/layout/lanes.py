"""Lanes: chains of boxes without other links, of which many have the same sources and targets.

A lane is laid out by itself, and stands for one box in the layout of the others, so that many lanes become a rack.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from argogen.drawing.layout.geometry import Link, Size
from argogen.drawing.layout.merging import RACK_MEMBERS, RACK_WIDTH
from argogen.records import Record

Links: TypeAlias = Sequence[tuple[int, int, Link]]
_Ends: TypeAlias = "tuple[frozenset[tuple[int, str, str]], frozenset[tuple[int, str, str]]]"


class Contracted(Record):
    """A graph in which each lane is one box: `numbers` are those of its boxes by the vertices of the whole graph.

    All vertices of a lane have the same number. `outer` are the links between different boxes, `inner` the others.
    """

    lanes: Sequence[Sequence[int]]
    numbers: Sequence[int]
    outer: Links
    inner: Links


def find_lanes(sizes: Sequence[Size], links: Links) -> list[list[int]]:
    """Return the lanes that are drawn as racks, each from its first vertex to its last."""
    before: list[list[tuple[int, Link]]] = [[] for _ in sizes]
    after: list[list[tuple[int, Link]]] = [[] for _ in sizes]
    for source, target, link in links:
        after[source].append((target, link))
        before[target].append((source, link))
    following = [_find_following(vertex, before, after) for vertex in range(len(sizes))]
    inside = {vertex for vertex in following if vertex is not None}
    alike: dict[_Ends, list[list[int]]] = {}
    for vertex, next_vertex in enumerate(following):
        if next_vertex is not None and vertex not in inside:
            lane = list(_walk(vertex, following))
            ends = (_describe(before[vertex]), _describe(after[lane[-1]]))
            if any(ends):
                alike.setdefault(ends, []).append(lane)
    return [lane for lanes in alike.values() if _are_wide(lanes, sizes) for lane in lanes]


def _find_following(
    vertex: int, before: Sequence[Sequence[tuple[int, Link]]], after: Sequence[Sequence[tuple[int, Link]]]
) -> int | None:
    """Return the only target of a vertex, if this has no other source."""
    return after[vertex][0][0] if len(after[vertex]) == 1 and len(before[after[vertex][0][0]]) == 1 else None


def _walk(vertex: int | None, following: Sequence[int | None]) -> Iterator[int]:
    while vertex is not None:
        yield vertex
        vertex = following[vertex]


def _describe(ends: Sequence[tuple[int, Link]]) -> frozenset[tuple[int, str, str]]:
    return frozenset((vertex, link.style, link.text) for vertex, link in ends)


def _are_wide(lanes: Sequence[Sequence[int]], sizes: Sequence[Size]) -> bool:
    widths = [max(sizes[vertex].width for vertex in lane) for lane in lanes]
    return len(lanes) >= RACK_MEMBERS and sum(widths) >= RACK_WIDTH


def contract(count: int, links: Links, lanes: Sequence[Sequence[int]]) -> Contracted:
    """Return a graph of `count` vertices with a box for each lane, at the place of its first vertex."""
    first = {vertex: lane[0] for lane in lanes for vertex in lane}
    boxes = [vertex for vertex in range(count) if first.get(vertex, vertex) == vertex]
    places = {vertex: number for number, vertex in enumerate(boxes)}
    numbers = [places[first.get(vertex, vertex)] for vertex in range(count)]
    outer = [(numbers[a], numbers[b], link) for a, b, link in links if numbers[a] != numbers[b]]
    return Contracted(lanes, numbers, outer, [link for link in links if numbers[link[0]] == numbers[link[1]]])
