"""Paint a timeline: a bar for each execution, below an axis."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.drawing.characters import clean, escape
from argogen.drawing.svg.elements import move, tag, title
from argogen.drawing.svg.icons import place_icon
from argogen.drawing.timeline.rows import Row, Timeline
from argogen.drawing.times import write_duration
from argogen.drawing.widths import fit, measure_text

ROW, AXIS, NAMES, SIZE = 22.0, 26.0, 220.0, 11.0
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400)
_TICKS = 6
_BAR, _LEAST = 12.0, 2.0
_DURATION = 64.0
"""The space for the duration at the right of the last bar."""


def measure_timeline(timeline: Timeline) -> float:
    """Return the height of a timeline."""
    return AXIS + ROW * (len(timeline.rows) + bool(timeline.omitted)) if timeline.rows else 0


def paint_timeline(timeline: Timeline, width: float) -> Iterator[str]:
    """Yield the axis and the rows, from the upper left corner."""
    scale = (width - NAMES - _DURATION) / (timeline.duration or 1)
    height = AXIS + ROW * len(timeline.rows)
    for time in list_ticks(timeline.duration):
        x = NAMES + time * scale
        yield tag("path", class_="tick", d=f"M{x:.1f} {AXIS - 6:g}V{height:g}")
        yield tag("text", write_duration(time), class_="time", x=x, y=AXIS - 11)
    for number, row in enumerate(timeline.rows):
        yield _paint_row(row, AXIS + number * ROW, width, scale, number)
    if timeline.omitted:
        yield tag("text", f"+ {timeline.omitted} more", x=0, y=height + 15)


def _paint_row(row: Row, y: float, width: float, scale: float, number: int) -> str:
    x, length = NAMES + row.start * scale, max((row.end - row.start) * scale, _LEAST)
    duration = write_duration(row.end - row.start)
    phase = row.execution.phase
    message = f"\n{clean(row.execution.message)}" if row.execution.message else ""
    critical = "critical " if row.is_critical else ""
    return tag(
        "g",
        title(f"{row.name}: {phase}, {duration}{', on the critical path' * row.is_critical}{message}"),
        tag("rect", class_="band", x=-6, width=width + 12, height=ROW, rx=4),
        place_icon(phase, 0, 5, 12, "icon phase"),
        tag("text", escape(shorten_path(row.name, NAMES - 30)), class_="detail", x=18, y=15),
        tag("rect", class_="bar", x=x, y=(ROW - _BAR) / 2, width=length, height=_BAR, rx=3),
        tag("text", duration, class_="duration", x=x + length + 6, y=15),
        class_=f"row {critical}phase {phase}",
        transform=move(0, y),
        id=f"t{number}",
    )


def shorten_path(name: str, width: float) -> str:
    """Return the end of a path that fits, with an ellipsis before it; of a single long name, the beginning."""
    if measure_text(name, SIZE) <= width:
        return name
    parts = name.split(" / ")
    for first in range(1, len(parts)):
        rest = "… / " + " / ".join(parts[first:])
        if measure_text(rest, SIZE) <= width:
            return rest
    return fit(parts[-1], width, SIZE)


def list_ticks(duration: float) -> list[float]:
    """Return the times of the axis: round ones, at most seven."""
    step = next((step for step in _STEPS if duration <= step * _TICKS), None)
    if step is None:
        step = -(-duration // (86400 * _TICKS)) * 86400
    return [number * step for number in range(int(duration / step) + 1)]
