"""One graph for the workflows of several documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from argogen.graph.model import Edge, Graph, Group, GroupKind, Node


def combine(graphs: Sequence[Graph]) -> Graph:
    """Return a graph with a group for each of several graphs; a single graph is returned unchanged."""
    if len(graphs) == 1:
        return graphs[0]
    return Graph(
        name=", ".join(graph.name for graph in graphs),
        kind=graphs[0].kind,
        elements=tuple(element for number, graph in enumerate(graphs) for element in _frame(graph, _name(number))),
        edges=tuple(_move_edge(edge, _name(number)) for number, graph in enumerate(graphs) for edge in graph.edges),
        place=graphs[0].place,
        templates={
            f"{_name(number)}/{key}": template
            for number, graph in enumerate(graphs)
            for key, template in graph.templates.items()
        },
    )


def _name(number: int) -> str:
    return f"workflow-{number + 1}"


def _frame(graph: Graph, name: str) -> Iterator[Node | Group]:
    yield Group(name, graph.name, place=graph.place, kind=GroupKind.WORKFLOW, phase=graph.phase)
    for element in graph.elements:
        yield _move(element, name)


def _move(element: Node | Group, name: str) -> Node | Group:
    definition = f"{name}/{element.definition}" if element.definition else ""
    group = f"{name}/{element.group}" if element.group else name
    moved = element._replace(id=f"{name}/{element.id}", group=group, definition=definition, depth=element.depth + 1)
    if isinstance(moved, Node) and moved.refers_to:
        return moved._replace(refers_to=f"{name}/{moved.refers_to}")
    return moved


def _move_edge(edge: Edge, name: str) -> Edge:
    return edge._replace(source=f"{name}/{edge.source}", target=f"{name}/{edge.target}")
