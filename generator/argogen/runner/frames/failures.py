"""The nodes that failed, as handlers of the workflow get them in `workflow.failures`."""

from __future__ import annotations

from argogen.argo.evaluation.golang.encoding.json_text import to_json
from argogen.argo.evaluation.golang.encoding.quoting import quote
from argogen.runner.nodes.names import make_pod_name
from argogen.runner.nodes.node import UNSUCCESSFUL, Node
from argogen.runner.nodes.store import NodeStore
from argogen.runner.submission import format_time


def describe_failures(store: NodeStore, besides: Node | None = None) -> str:
    """Return the JSON of the nodes that failed, as a string in quotes, without `besides`."""
    rows = [_describe(node, store) for node in store if node.phase in UNSUCCESSFUL and node is not besides]
    return quote(f"[{','.join(rows)}]" if rows else "null")


def _describe(node: Node, store: NodeStore) -> str:
    """Return the JSON of a node, whose fields have an order."""
    template = str(node.template_ref.get("template") or "") if node.template_ref else node.template_name
    fields = {
        "displayName": node.display_name, "message": node.message, "templateName": template, "phase": node.phase,
        "podName": make_pod_name(store, node.name, template),
        "finishedAt": format_time(node.finished_at) if node.finished_at else None,
    }  # fmt: skip
    return "{" + ",".join(f'"{name}":{to_json(value)}' for name, value in fields.items()) + "}"
