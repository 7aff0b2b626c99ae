"""End nodes of a graph that continues after some failures."""

from __future__ import annotations

from typing import Any

from argogen.dialects.runnable.graph.branch_context import BranchContext
from argogen.dialects.runnable.graph.flow import DataFlow
from argogen.dialects.runnable.graph.graph import FAIL, SUCCESS
from argogen.dialects.runnable.graph.needs import write_edges, write_needs
from argogen.dialects.runnable.tasks import STUB, write_fail
from argogen.dialects.translation import LocatedValue


def write_ends(flow: DataFlow, branch: BranchContext) -> dict[str, Any]:
    """Return the end tasks of a graph that continues after some failures.

    In Argo, a DAG fails if any of its last tasks failed, or was omitted after a failure. Several edges to success, or
    an edge to failure, therefore lead to one additional task.
    """
    fails = {node.slug: (node, edges) for node, edges in flow.ends(FAIL) if edges}
    wins = [edge for _, edges in flow.ends(SUCCESS) for edge in edges]
    ends = {
        slug: LocatedValue(node.origin, {**write_needs(edges), **write_fail(node), **branch.describe(node)})
        for slug, (node, edges) in fails.items()
    }
    if wins and (fails or len(wins) > 1 or wins[0].after_failure):
        node = flow.ends(SUCCESS)[0][0]
        needs = write_edges(wins)
        all_of = " && ".join([f"({needs})", *(f"{slug}.Omitted" for slug in fails)]) if fails else needs
        ends[node.slug] = LocatedValue(node.origin, {"needs": all_of, **STUB, **branch.describe(node)})
    return ends
