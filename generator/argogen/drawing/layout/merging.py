"""Merge links: boxes with the same links become a rack, and lines from several sources to several targets meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from argogen.drawing.layout.geometry import Link, Size
from argogen.drawing.layout.packing import Packing, pack
from argogen.drawing.layout.pieces import Wire
from argogen.drawing.layout.spacing import JUNCTION

RACK_MEMBERS, RACK_WIDTH, RACK_MARGIN = 6, 1200.0, 12.0
"""Boxes with the same links are drawn as a rack if there are this many, which would be this wide."""


@dataclass(slots=True)
class Merged:
    """A graph of the first vertices, of racks, and of junctions; the members of racks are not vertices of it."""

    sizes: list[Size]
    wires: list[tuple[int, int, Wire]] = field(default_factory=list)
    racks: dict[int, tuple[Sequence[int], Packing]] = field(default_factory=dict)
    junctions: list[int] = field(default_factory=list)

    @property
    def vertices(self) -> list[int]:
        """The numbers of the vertices."""
        members = {member for rack, _ in self.racks.values() for member in rack}
        return [vertex for vertex in range(len(self.sizes)) if vertex not in members]

    def add_wire(self, source: int, target: int, links: Sequence[Link], has_arrow: bool = True) -> None:
        """Add a wire; `key` sorts wires behind vertices, in the order of their addition."""
        wire = Wire(links, 1_000_000_000 + len(self.wires), links[0].label, has_arrow)
        self.wires.append((source, target, wire))


def merge(sizes: Sequence[Size], links: Sequence[tuple[int, int, Link]]) -> Merged:
    """Merge the links between vertices, which are the numbers of their sizes."""
    merged = Merged(list(sizes))
    holder = _add_racks(merged, links)
    groups: dict[tuple[int, int, str, str, int], list[Link]] = {}
    for number, (source, target, link) in enumerate(links):
        ends = (holder.get(source, source), holder.get(target, target))
        is_shared = ends != (source, target)
        groups.setdefault((*ends, link.style, link.text, -1 if is_shared else number), []).append(link)
    _add_wires(merged, [(source, target, found) for (source, target, *_), found in groups.items()])
    return merged


def _add_racks(merged: Merged, links: Sequence[tuple[int, int, Link]]) -> Mapping[int, int]:
    """Add racks, and return the rack of each vertex in one."""
    neighbors: dict[int, list[tuple[str, int, str, str]]] = {}
    for source, target, link in links:
        neighbors.setdefault(source, []).append(("to", target, link.style, link.text))
        neighbors.setdefault(target, []).append(("from", source, link.style, link.text))
    alike: dict[tuple[tuple[str, int, str, str], ...], list[int]] = {}
    for vertex in sorted(neighbors):
        alike.setdefault(tuple(sorted(neighbors[vertex])), []).append(vertex)
    holder: dict[int, int] = {}
    for members in alike.values():
        if len(members) >= RACK_MEMBERS and sum(merged.sizes[vertex].width for vertex in members) >= RACK_WIDTH:
            packing = pack([merged.sizes[vertex] for vertex in members], gap=RACK_MARGIN)
            holder |= dict.fromkeys(members, len(merged.sizes))
            merged.racks[len(merged.sizes)] = (members, packing)
            width, height = packing.size
            merged.sizes.append(Size(width + 2 * RACK_MARGIN, height + 2 * RACK_MARGIN))
    return holder


def _add_wires(merged: Merged, groups: Sequence[tuple[int, int, list[Link]]]) -> None:
    """Add wires and junctions: first between vertices with the same targets, then with the same sources."""
    left = _add_junctions(merged, groups, by_source=True)
    left = _add_junctions(merged, left, by_source=False)
    for source, target, found in left:
        merged.add_wire(source, target, found)


def _add_junctions(
    merged: Merged, groups: Sequence[tuple[int, int, list[Link]]], by_source: bool
) -> Sequence[tuple[int, int, list[Link]]]:
    """Add a junction for each set of vertices with the same two or more ends; return the groups that remain."""
    ends: dict[tuple[int, str], dict[int, list[Link]]] = {}
    for source, target, found in groups:
        if not found[0].label.width:
            one, other = (source, target) if by_source else (target, source)
            ends.setdefault((one, found[0].style), {}).setdefault(other, []).extend(found)
    alike: dict[tuple[str, tuple[int, ...]], list[int]] = {}
    for (vertex, style), reached in ends.items():
        alike.setdefault((style, tuple(sorted(reached))), []).append(vertex)
    done = set[tuple[int, int, str]]()
    for (style, others), vertices in alike.items():
        if len(vertices) > 1 and len(others) > 1 and not set(vertices) & set(others):
            _add_junction(merged, {vertex: ends[vertex, style] for vertex in vertices}, others, by_source)
            done |= {(a, b, style) if by_source else (b, a, style) for a in vertices for b in others}
    return [group for group in groups if group[2][0].label.width or (*group[:2], group[2][0].style) not in done]


def _add_junction(
    merged: Merged, found: Mapping[int, Mapping[int, list[Link]]], others: Iterable[int], by_source: bool
) -> None:
    junction = len(merged.sizes)
    merged.sizes.append(Size(JUNCTION, JUNCTION))
    merged.junctions.append(junction)
    for vertex, links in found.items():
        flat = [link for several in links.values() for link in several]
        ends = (vertex, junction) if by_source else (junction, vertex)
        merged.add_wire(*ends, flat, has_arrow=not by_source)
    for other in others:
        flat = [link for links in found.values() for link in links[other]]
        ends = (junction, other) if by_source else (other, junction)
        merged.add_wire(*ends, flat, has_arrow=by_source)
