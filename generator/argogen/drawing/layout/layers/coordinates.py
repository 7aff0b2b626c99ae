"""Assign x coordinates to vertices in layers: long lines are straight, and vertices are centered on their neighbors.

The method is that of Brandes and Köpf, "Fast and Simple Horizontal Coordinate Assignment" (2001): four assignments,
each aligned to the left or right upper or lower neighbors, whose average keeps all distances between vertices.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from argogen.drawing.layout.layers.ordering import Layers
from argogen.drawing.layout.layers.widths import Extents, limit_width


def assign_x(layers: Layers, extents: Extents) -> list[float]:
    """Return the x of each vertex."""
    conflicts = _find_conflicts(layers, extents.bends)
    found = []
    for upwards in (False, True):
        for mirrored in (False, True):
            rows = [row[::-1] for row in layers.rows] if mirrored else layers.rows
            root = _align(rows[::-1] if upwards else rows, layers, upwards, mirrored, conflicts)
            found.append(_compact(rows, root, extents, mirrored))
    return limit_width(layers.rows, _average(_align_to_narrowest(found, extents)), extents)


def _find_conflicts(layers: Layers, bends: Sequence[bool]) -> set[tuple[int, int]]:
    """Find the lines that cross the middle of a long line: only the latter will be straight."""
    positions = layers.list_positions()
    conflicts = set[tuple[int, int]]()
    for row in layers.rows[1:]:
        low, start = 0, 0
        for place, vertex in enumerate(row):
            inner = next((a for a in layers.above[vertex] if bends[vertex] and bends[a]), None)
            if inner is None and place < len(row) - 1:
                continue
            high = len(positions) if inner is None else positions[inner]
            for other in row[start : place + 1]:
                for neighbor in layers.above[other]:
                    outside = positions[neighbor] < low or positions[neighbor] > high
                    if outside and not (bends[other] and bends[neighbor]):
                        conflicts.add((neighbor, other))
            low, start = high, place + 1
    return conflicts


def _align(
    rows: Sequence[Sequence[int]], layers: Layers, upwards: bool, mirrored: bool, conflicts: set[tuple[int, int]]
) -> list[int]:
    """Join vertices to blocks that get the same x, and return the first vertex of each block."""
    neighbors = layers.below if upwards else layers.above
    sign = -1 if mirrored else 1
    positions = layers.list_positions()
    root = list(range(len(positions)))
    for row in rows:
        reached: float = float("-inf")
        for vertex in row:
            ends = sorted(neighbors[vertex], key=lambda end: sign * positions[end])
            for end in ends[(len(ends) - 1) // 2 : len(ends) // 2 + 1]:
                place = sign * positions[end]
                pair = (vertex, end) if upwards else (end, vertex)
                if root[vertex] == vertex and reached < place and pair not in conflicts:
                    root[vertex], reached = root[end], place
    return root


def _compact(rows: Sequence[Sequence[int]], root: Sequence[int], extents: Extents, mirrored: bool) -> list[float]:
    """Place each block as far to one side as its neighbors allow, then as near to the others as they allow."""
    links: dict[tuple[int, int], float] = {}
    for row in rows:
        for one, other in itertools.pairwise(row):
            gap = extents.separate(other, one) if mirrored else extents.separate(one, other)
            key = (root[one], root[other])
            links[key] = max(links.get(key, 0), gap)
    after: dict[int, list[tuple[int, float]]] = {block: [] for block in root}
    missing = dict.fromkeys(after, 0)
    for (one, other), gap in links.items():
        after[one].append((other, gap))
        missing[other] += 1
    x = _place_blocks(after, missing)
    sign = -1 if mirrored else 1
    return [sign * x[block] for block in root]


def _place_blocks(after: dict[int, list[tuple[int, float]]], missing: dict[int, int]) -> dict[int, float]:
    """Place blocks by the longest path, and move those without one before them towards the next."""
    x = dict.fromkeys(after, 0.0)
    is_first = {block: not count for block, count in missing.items()}
    queue = [block for block, count in missing.items() if not count]
    for block in queue:
        for other, gap in after[block]:
            x[other] = max(x[other], x[block] + gap)
            missing[other] -= 1
            if not missing[other]:
                queue.append(other)
    for block in reversed(queue):
        most = min((x[other] - gap for other, gap in after[block]), default=x[block])
        if is_first[block]:
            x[block] = max(x[block], most)
    return x


def _align_to_narrowest(found: list[list[float]], extents: Extents) -> list[list[float]]:
    """Move the assignments to that with the least width: to its left side or, if mirrored, to its right one."""
    vertices = range(len(found[0]))
    lows = [min(x[v] - extents.left[v] for v in vertices) for x in found]
    highs = [max(x[v] + extents.right[v] for v in vertices) for x in found]
    narrow = min(range(len(found)), key=lambda number: (highs[number] - lows[number], number))
    moved = []
    for number, x in enumerate(found):
        shift = highs[narrow] - highs[number] if number % 2 else lows[narrow] - lows[number]
        moved.append([value + shift for value in x])
    return moved


def _average(found: list[list[float]]) -> list[float]:
    """The average of the two middle values of each vertex."""
    return [sum(sorted(values)[1:3]) / 2 for values in zip(*found, strict=True)]
