"""Pack rectangles that are not linked: in rows, in their order."""

from __future__ import annotations

import math
from collections.abc import Sequence

from argogen.drawing.layout.geometry import Point, Size
from argogen.drawing.layout.spacing import COLUMN_GAP
from argogen.records import Record

ROW_WIDTH = 1000.0
"""Rectangles that fit into this width form one row."""
_ASPECT = 1.8


class Packing(Record):
    """The upper left corners of rectangles, and the size of all."""

    corners: Sequence[Point]
    size: Size


def pack(sizes: Sequence[Size], gap: float = COLUMN_GAP) -> Packing:
    """Pack rectangles into rows of about the same width, which is about twice the height of all rows."""
    limit = _limit_width(sizes, gap)
    corners: list[Point] = []
    x = y = height = right = 0.0
    for size in sizes:
        if x and x + size.width > limit:
            x, y, height = 0.0, y + height + gap, 0.0
        corners.append(Point(x, y))
        right, height = max(right, x + size.width), max(height, size.height)
        x += size.width + gap
    return Packing(corners, Size(right, y + height))


def _limit_width(sizes: Sequence[Size], gap: float) -> float:
    total = sum(size.width + gap for size in sizes) - gap
    if total <= ROW_WIDTH:
        return total
    area = sum((size.width + gap) * (size.height + gap) for size in sizes)
    limit = max(*(size.width for size in sizes), ROW_WIDTH / 2, math.sqrt(area * _ASPECT))
    rows = -(-total // limit)
    widest = max(size.width for size in sizes)
    return max(limit * 0.8, min(limit * 1.2, total / rows + widest / 2))
