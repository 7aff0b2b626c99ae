"""The words of a picture: its title, the facts below it, and a description for readers who do not see it."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.drawing.characters import clean
from argogen.drawing.labels import describe_empty
from argogen.drawing.scene.types import Scene
from argogen.drawing.times import describe_duration
from argogen.graph.model import Graph


def describe(graph: Graph) -> str:
    """Return the title of a picture: kind, name and phase of the workflow."""
    phase = f", {graph.phase}" if graph.phase else ""
    return clean(f"{graph.kind} {graph.name}{phase}")


def summarize(scene: Scene) -> str:
    """Return the content of a picture as sentences: its elements in order, and what each runs after."""
    graph = scene.graph
    if not graph.elements:
        return describe_empty(graph)
    nodes = graph.nodes
    names = [clean(node.name) for node in nodes[:40]]
    more = f", and {len(nodes) - len(names)} more" if len(nodes) > len(names) else ""
    steps = f"{len(nodes)} nodes in {len(graph.groups)} groups: {', '.join(names)}{more}."
    ends = list(scene.arrows.values())[:40]
    order = [f"{_name(graph, end.target)} after {_name(graph, end.source)}" for end in ends if end.style == "order"]
    return f"{steps} Order: {'; '.join(order)}." if order else steps


def _name(graph: Graph, element: str) -> str:
    found = graph.by_id[element]
    return clean(found.name) or "parallel steps"


def list_facts(graph: Graph) -> Iterator[str]:
    """Yield the facts below the title: the kind of the object, its phase, schedules and parameters."""
    yield graph.kind
    if graph.phase:
        yield " in ".join(filter(None, [graph.phase, describe_duration(graph)]))
    yield from graph.schedules
    if graph.parameters:
        yield ", ".join(f"{value.name}={value.value}" if value.value else value.name for value in graph.parameters)
    if not graph.elements:
        yield describe_empty(graph)
