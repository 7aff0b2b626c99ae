"""The options of a graph."""

from __future__ import annotations

from collections.abc import Sequence

from argogen.records import Record

DEEPEST = 100
"""The number of nested calls that Argo allows; elements below it are not shown."""

MAXIMUM_ELEMENTS = 20_000
"""The number of elements after which steps and tasks of further templates are not shown."""


class GraphOptions(Record):
    """The parts of a workflow that its graph shows.

    Elements with more than `depth` calls around them are not shown, and neither are those in the elements with a name,
    id or template in `collapse`. `entrypoint` replaces that of the workflow. `maximum` limits the number of elements.
    """

    depth: int = DEEPEST
    collapse: Sequence[str] = ()
    entrypoint: str = ""
    maximum: int = MAXIMUM_ELEMENTS
