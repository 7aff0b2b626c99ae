"""The input and the output of the layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from argogen.records import Record, TupleRecord


class Size(TupleRecord):
    """The size of a rectangle."""

    width: float
    height: float


class Rectangle(TupleRecord):
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower side."""
        return self.y + self.height


class Point(TupleRecord):
    """A point of a route."""

    x: float
    y: float


NO_SIZE = Size(0, 0)


class Box(Record):
    """A rectangle with an id that is unique in the drawing."""

    id: str
    width: float
    height: float


class Link(Record):
    """A link between two members of a frame; "" is the id of no box.

    Links of different styles are never merged, and links with a label only if its `text` is the same.
    """

    source: str
    target: str
    style: str = ""
    label: Size = NO_SIZE
    text: str = ""


class Frame(Record):
    """A box around others: their links are those of the frame, and `header` is the space above them."""

    id: str
    members: Sequence[Box | Frame]
    links: Sequence[Link] = ()
    header: Size = NO_SIZE
    margin: float = 16


class Route(Record):
    """A line of the drawing, and the links that it represents: several if they share a junction.

    The line goes through `points`: between points with different x, it is a curve that starts and ends vertically, and
    never leaves the rectangle between the two. `has_arrow` is false for a line that ends at a junction, and
    `is_reversed` is true for a line that goes up: its arrow is at the first point.
    """

    links: Sequence[Link]
    points: Sequence[Point]
    label: Rectangle | None = None
    has_arrow: bool = True
    is_reversed: bool = False


class Layout(Record):
    """The result: the rectangles of boxes and frames by id, and the lines between them.

    `racks` are rectangles around boxes with the same links, which are drawn once, to the rectangle; `junctions` are
    points at which several lines meet. `layered` is the number of connected parts of frames that are not
    series-parallel: if it is 0, no lines cross.
    """

    size: Size
    boxes: Mapping[str, Rectangle]
    routes: Sequence[Route]
    racks: Sequence[Rectangle] = ()
    junctions: Sequence[Point] = ()
    layered: int = 0
