"""Dependencies of tasks in a graph."""

from __future__ import annotations

from argogen.dialects.runnable.graph.flow import GraphEdge


def write_needs(edges: list[GraphEdge]) -> dict[str, str]:
    """Return the `needs` of a task: any of the edges to it."""
    return {"needs": write_edges(edges)} if edges else {}


def write_edges(edges: list[GraphEdge]) -> str:
    """Return the condition that any of the edges is taken."""
    return " || ".join(_write_edge(edge) for edge in edges)


def _write_edge(edge: GraphEdge) -> str:
    slug = edge.source.slug
    return f"{slug}.Failed || {slug}.Errored" if edge.after_failure else f"{slug}.Succeeded"
