"""Order the vertices within layers so that few lines cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from argogen.drawing.layout.layers.crossings import count_crossings

_WORK = 800_000
"""The number of visits of vertices and lines that improving an order may take."""
_SWEEPS = 24
_SMALL = 1500
"""Up to this number of vertices and lines, neighbors are exchanged, too."""


@dataclass(slots=True)
class Layers:
    """Vertices in layers, from left to right, with their neighbors in the layers above and below."""

    rows: list[list[int]]
    above: Sequence[Sequence[int]]
    below: Sequence[Sequence[int]]

    @property
    def weight(self) -> int:
        """The number of vertices and lines."""
        return len(self.above) + sum(map(len, self.above))

    def list_positions(self) -> list[int]:
        """List the place of each vertex in its layer."""
        positions = [0] * len(self.above)
        for row in self.rows:
            for place, vertex in enumerate(row):
                positions[vertex] = place
        return positions

    def count(self) -> int:
        """Count all crossings."""
        positions = self.list_positions()
        return sum(count_crossings(row, positions, self.below) for row in self.rows)


def order(layers: Layers) -> None:
    """Order the layers in place: from a search in depth, by averages of neighbors, and by exchanges where few."""
    _order_by_depth(layers)
    best, rows = layers.count(), [list(row) for row in layers.rows]
    tries = 0
    for sweep in range(min(_SWEEPS, max(2, _WORK // (layers.weight + 1)))):
        if not best or tries > 5:
            break
        _sweep(layers, downwards=sweep % 2 == 0, from_right=sweep % 4 > 1)
        if layers.weight <= _SMALL:
            _exchange(layers)
        count = layers.count()
        tries = 0 if count < best else tries + 1
        if count < best:
            best, rows = count, [list(row) for row in layers.rows]
    layers.rows[:] = rows


def _order_by_depth(layers: Layers) -> None:
    """Order each layer as a search in depth reaches its vertices: trees have no crossing then."""
    rank = {vertex: number for number, row in enumerate(layers.rows) for vertex in row}
    first = [vertex for row in layers.rows for vertex in row]
    rows: list[list[int]] = [[] for _ in layers.rows]
    seen = set[int]()
    stack = first[::-1]
    while stack:
        vertex = stack.pop()
        if vertex not in seen:
            seen.add(vertex)
            rows[rank[vertex]].append(vertex)
            stack.extend(target for target in reversed(layers.below[vertex]) if target not in seen)
    layers.rows[:] = rows


def _sweep(layers: Layers, downwards: bool, from_right: bool) -> None:
    """Sort each layer by the average place of the neighbors in the layer before."""
    neighbors = layers.above if downwards else layers.below
    positions = layers.list_positions()
    for row in layers.rows[1:] if downwards else layers.rows[-2::-1]:
        keys = {vertex: _average(positions, vertex, neighbors[vertex]) for vertex in row}
        if from_right:
            row.reverse()
        row.sort(key=keys.__getitem__)
        for place, vertex in enumerate(row):
            positions[vertex] = place


def _average(positions: Sequence[int], vertex: int, neighbors: Sequence[int]) -> float:
    if not neighbors:
        return positions[vertex]
    return sum(positions[neighbor] for neighbor in neighbors) / len(neighbors)


def _exchange(layers: Layers) -> None:
    """Exchange neighbors in a layer as long as that leaves fewer crossings."""
    positions = layers.list_positions()
    for _ in range(8):
        gains = [_exchange_row(layers, row, positions) for row in layers.rows]
        if not any(gains):
            return


def _exchange_row(layers: Layers, row: list[int], positions: list[int]) -> bool:
    changed = False
    for place in range(len(row) - 1):
        left, right = row[place], row[place + 1]
        now = _count_pair(positions, layers, left, right)
        if now and _count_pair(positions, layers, right, left) < now:
            row[place], row[place + 1] = right, left
            positions[left], positions[right] = place + 1, place
            changed = True
    return changed


def _count_pair(positions: Sequence[int], layers: Layers, left: int, right: int) -> int:
    """Count the crossings of the lines of two vertices, the first to the left of the second."""
    return sum(
        positions[one] > positions[other]
        for neighbors in (layers.above, layers.below)
        for one in neighbors[left]
        for other in neighbors[right]
    )
