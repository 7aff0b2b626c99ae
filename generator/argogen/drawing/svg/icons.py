"""Icons, drawn with lines in a square of 16 units."""

from __future__ import annotations

from collections.abc import Mapping

from argogen.drawing.svg.elements import tag

_CIRCLE = "M14.5 8A6.5 6.5 0 1 1 1.5 8A6.5 6.5 0 1 1 14.5 8"
_BOX = "M3 1.8H13Q14.2 1.8 14.2 3V13Q14.2 14.2 13 14.2H3Q1.8 14.2 1.8 13V3Q1.8 1.8 3 1.8"

PATHS: Mapping[str, str] = {
    # bodies
    "container": "M8 1.3L14 4.6V11.4L8 14.7L2 11.4V4.6ZM2.2 4.7L8 8L13.8 4.7M8 8V14.5",
    "script": f"{_BOX}M4.5 5.5L7.2 8L4.5 10.5M8.5 10.8H11.8",
    "python": "M5 4L1.5 8L5 12M11 4L14.5 8L11 12M9.3 2.8L6.7 13.2",
    "notebook": "M4 1.5H12.5Q13.5 1.5 13.5 2.5V13.5Q13.5 14.5 12.5 14.5H4ZM6.6 1.5V14.5M2.5 4.5H4M2.5 8H4M2.5 11.5H4",
    "container-set": "M1.8 1.8H10V10H1.8ZM10 6H14.2V14.2H6V10",
    "resource": "M8 1.3L13.8 4.6V11.4L8 14.7L2.2 11.4V4.6ZM10.3 8A2.3 2.3 0 1 1 5.7 8A2.3 2.3 0 1 1 10.3 8",
    "suspend": f"{_CIRCLE}M6.2 5.4V10.6M9.8 5.4V10.6",
    "http": f"{_CIRCLE}M1.6 8H14.4M8 1.5C12 5 12 11 8 14.5C4 11 4 5 8 1.5",
    "data": "M13.5 3.8C13.5 6.4 2.5 6.4 2.5 3.8C2.5 1.2 13.5 1.2 13.5 3.8V12.2C13.5 14.8 2.5 14.8 2.5 12.2V3.8"
    "M13.5 8C13.5 10.6 2.5 10.6 2.5 8",
    "plugin": "M5.5 1.5V5M10.5 1.5V5M3.2 5H12.8V7.5Q12.8 11.5 8 11.5Q3.2 11.5 3.2 7.5ZM8 11.5V14.8",
    "steps": "M2 2H14V5.4H2ZM2 10.6H14V14H2ZM8 5.4V10.6",
    "dag": "M6 1.5H10V5H6ZM1.5 11H5.5V14.5H1.5ZM10.5 11H14.5V14.5H10.5ZM8 5V8M3.5 11V8H12.5V11",
    "parallel": "M2 3H6.4V13H2ZM9.6 3H14V13H9.6Z",
    "template-ref": "M9.5 2H14V6.5M14 2L7.5 8.5M12 9.5V13.8H2.2V4H6.5",
    "recursion": "M13.2 9.5A5.3 5.3 0 1 1 12.3 4.8M12.8 1.4V5.2H9",
    "unknown": f"{_CIRCLE}M5.9 6.2C5.9 3.4 10.1 3.4 10.1 6.2C10.1 7.8 8 7.8 8 9.6M8 11.4V11.9",
    "handlers": "M3.2 14.8V1.5M3.2 2.3H12.8L10.6 5.4L12.8 8.5H3.2",
    "workflow": "M6 1.5H10V5H6ZM6 11H10V14.5H6ZM8 5V11",
    # details
    "loop": "M4.6 4.6H14.2V14.2H4.6ZM11.4 4.6V1.8H1.8V11.4H4.6",
    "when": "M8 1L15 8L8 15L1 8ZM8 4.6V8.6M8 10.6V11.2",
    "depends": "M4 1.5V14.5M4 9.5Q12 9.5 12 4.5M9.5 6.5L12 4L14.5 6.5",
    "excluded": f"{_CIRCLE}M3.6 12.4L12.4 3.6",
    "retry": "M13.2 9.5A5.3 5.3 0 1 1 12.3 4.8M12.8 1.4V5.2H9",
    "deadline": f"{_CIRCLE}M8 4.4V8L10.6 9.8",
    "continue": "M2 8H13.5M9.5 4L13.5 8L9.5 12",
    "daemon": "M4.5 5.2C0.6 5.2 0.6 10.8 4.5 10.8C7.5 10.8 8.5 5.2 11.5 5.2C15.4 5.2 15.4 10.8 11.5 10.8"
    "C8.5 10.8 7.5 5.2 4.5 5.2",
    # phases
    "Succeeded": f"{_CIRCLE}M4.9 8.2L7.1 10.4L11.2 5.8",
    "Failed": f"{_CIRCLE}M5.5 5.5L10.5 10.5M10.5 5.5L5.5 10.5",
    "Error": "M8 1.6L15 14H1ZM8 6V9.6M8 11.4V12",
    "Running": f"{_CIRCLE}M6.4 5.2L11 8L6.4 10.8Z",
    "Pending": f"{_CIRCLE}M8 4.4V8L10.6 9.8",
    "Skipped": "M3 4L8 8L3 12ZM8 4L13 8L8 12Z",
    "Omitted": f"{_CIRCLE}M5 8H11",
}


def place_icon(name: str, x: float, y: float, size: float, class_: str = "") -> str:
    """Return an icon that `define_icons` has defined."""
    return tag("use", href=f"#i-{name}", x=x, y=y, width=size, height=size, class_=class_)


def define_icons(names: list[str]) -> str:
    """Return the definitions of icons; unknown names have that of `unknown`."""
    return "".join(
        tag("symbol", tag("path", d=PATHS.get(name, PATHS["unknown"])), id=f"i-{name}", viewBox="0 0 16 16")
        for name in names
    )
