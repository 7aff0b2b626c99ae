"""The order in which textual formats write elements: each group before its members, and its end after them."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.graph.model import Graph, Group, Node


def walk(graph: Graph) -> Iterator[tuple[str, Node | Group | None]]:
    """Yield each element with its indentation; None, with that of the group, at the end of each group."""
    opened: list[str] = []
    for element in graph.elements:
        while opened and opened[-1] != element.group:
            opened.pop()
            yield _indent(opened), None
        yield _indent(opened), element
        if isinstance(element, Group):
            opened.append(element.id)
    while opened:
        opened.pop()
        yield _indent(opened), None


def _indent(opened: list[str]) -> str:
    return "  " * (len(opened) + 1)
