"""When each task of a graph has its turn."""

from __future__ import annotations

from argogen.dialects.runnable.graph.flow import Way


def write_needs(ways: list[Way]) -> dict[str, str]:
    """When a task's turn comes: after any of what leads to it."""
    return {"needs": write_ways(ways)} if ways else {}


def write_ways(ways: list[Way]) -> str:
    """The condition that any of some ways has been gone."""
    return " || ".join(_write_way(way) for way in ways)


def _write_way(way: Way) -> str:
    slug = way.source.slug
    return f"{slug}.Failed || {slug}.Errored" if way.after_failure else f"{slug}.Succeeded"
