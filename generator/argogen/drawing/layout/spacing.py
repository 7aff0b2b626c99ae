"""The distances between the elements of a drawing, in pixels."""

from __future__ import annotations

COLUMN_GAP = 28.0
"""Between boxes side by side."""
LINE_GAP = 16.0
"""Between a line and another line or a box beside it."""
STRAIGHT_OUT, STRAIGHT_IN = 14.0, 22.0
"""Below and above a box whose links are straight; an arrow needs more."""
CURVE_MIN, CURVE_MAX, CURVE_SLOPE = 30.0, 110.0, 0.16
"""The height of curves grows with their width, within limits."""
PORT_GAP, PORT_MARGIN = 14.0, 12.0
"""Between the ends of links at a box, and from them to its corners."""
LABEL_MARGIN = 6.0
"""Around the label of a link."""
JUNCTION = 8.0
"""The width of a junction."""


def measure_curves(offsets: list[float], straight: float) -> float:
    """Return the height of the curves to these x offsets, or `straight` if all are straight lines."""
    widest = max(map(abs, offsets), default=0.0)
    if widest < 1:
        return straight
    return min(max(CURVE_MIN, CURVE_MIN + (widest - 60) * CURVE_SLOPE), CURVE_MAX)
