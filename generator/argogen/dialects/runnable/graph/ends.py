"""How a graph ends in which a failure is not always the end."""

from __future__ import annotations

from typing import Any

from argogen.dialects.runnable.graph.flow import Flow
from argogen.dialects.runnable.graph.graph import FAIL, SUCCESS
from argogen.dialects.runnable.graph.needs import write_needs, write_ways
from argogen.dialects.runnable.graph.within import Within
from argogen.dialects.runnable.tasks import STUB, write_fail
from argogen.dialects.translation import Part


def write_ends(flow: Flow, within: Within) -> dict[str, Any]:
    """The ends of a graph in which a failure is not always the end.

    Argo calls a DAG failed if any last task of it has failed, or was left out after one that has. So where there are
    several ways to end well, or one to end badly, they all lead to one task.
    """
    fails = {node.slug: (node, ways) for node, ways in flow.ends(FAIL) if ways}
    wins = [way for _, ways in flow.ends(SUCCESS) for way in ways]
    ends = {
        slug: Part(node.origin, {**write_needs(ways), **write_fail(node), **within.describe(node)})
        for slug, (node, ways) in fails.items()
    }
    if wins and (fails or len(wins) > 1 or wins[0].after_failure):
        node = flow.ends(SUCCESS)[0][0]
        needs = write_ways(wins)
        all_of = " && ".join([f"({needs})", *(f"{slug}.Omitted" for slug in fails)]) if fails else needs
        ends[node.slug] = Part(node.origin, {"needs": all_of, **STUB, **within.describe(node)})
    return ends
