"""The widths of layers: straight lines between many vertices can need many times the width of the widest layer."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

_MOST, _TARGET, _ALWAYS = 1.6, 1.3, 2400.0
"""The width in relation to the least one above which it is reduced, the one to which it is, and a width that may be."""


@dataclass(slots=True)
class Extents:
    """How far vertices reach to the left and right of their x, and the distances to keep between neighbors."""

    left: Sequence[float]
    right: Sequence[float]
    margin: Sequence[float]
    bends: Sequence[bool]
    """Whether a vertex is a bend of a long line."""

    def separate(self, one: int, other: int) -> float:
        """Return the least distance between the x of two neighbors."""
        return self.right[one] + min(self.margin[one], self.margin[other]) + self.left[other]

    def measure(self, row: Sequence[int]) -> float:
        """Return the least width of a row."""
        between = sum(self.separate(one, other) for one, other in itertools.pairwise(row))
        return self.left[row[0]] + between + self.right[row[-1]] if row else 0


def limit_width(rows: Sequence[Sequence[int]], x: Sequence[float], extents: Extents) -> list[float]:
    """Return coordinates in which the drawing is not much wider than its widest row; lines may have further bends."""
    least = max(map(extents.measure, rows), default=0)
    width = max(x, default=0) - min(x, default=0)
    if width <= max(_ALWAYS, least * _MOST):
        return list(x)
    scaled = [value * least * _TARGET / width for value in x]
    for row in rows:
        for vertex, value in zip(row, _separate(row, scaled, extents), strict=True):
            scaled[vertex] = value
    return scaled


def _separate(row: Sequence[int], x: Sequence[float], extents: Extents) -> list[float]:
    """Return the coordinates of a row with the least squares of changes that keep its distances.

    Without the distances before them, these are an isotonic regression: vertices that are too near form a block at the
    mean of their coordinates.
    """
    gaps = [0.0, *(extents.separate(one, other) for one, other in itertools.pairwise(row))]
    offsets = list(itertools.accumulate(gaps))
    blocks: list[tuple[float, int]] = []
    for vertex, offset in zip(row, offsets, strict=True):
        total, count = x[vertex] - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / count:
            before = blocks.pop()
            total, count = total + before[0], count + before[1]
        blocks.append((total, count))
    means = [total / count for total, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
