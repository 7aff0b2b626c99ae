"""Elements of SVG as strings."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from argogen.drawing.characters import escape
from argogen.drawing.layout.geometry import Point


def number(value: float) -> str:
    """Return a number with at most one decimal place."""
    return f"{round(value * 10) / 10:.10g}"


def tag(name: str, *children: str, **attributes: str | float | None) -> str:
    """Return an element; `_` in names of attributes stands for `-`, and attributes of `None` or "" are left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def title(text: str) -> str:
    """Return the name of an element, which browsers show as a tooltip."""
    return tag("title", escape(text))


def move(x: float, y: float) -> str:
    """Return the transformation to a place."""
    return f"translate({number(x)} {number(y)})"


def write_path(points: Sequence[Point]) -> str:
    """Return the commands of a path: vertical lines, and curves with vertical ends between points of different x."""
    return "".join(_write_steps(points))


def _write_steps(points: Sequence[Point]) -> Iterable[str]:
    yield f"M{number(points[0].x)} {number(points[0].y)}"
    for one, other in itertools.pairwise(points):
        if number(one.x) == number(other.x):
            yield f"V{number(other.y)}"
        else:
            middle = number((one.y + other.y) / 2)
            yield f"C{number(one.x)} {middle} {number(other.x)} {middle} {number(other.x)} {number(other.y)}"
