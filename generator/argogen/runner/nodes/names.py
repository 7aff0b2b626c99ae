"""Names of pods."""

from __future__ import annotations

from argogen.runner.nodes.store import NodeStore, hash_name

_LONGEST_PREFIX = 253 - 10


def make_pod_name(store: NodeStore, node_name: str, template_name: str) -> str:
    """Return the name of the pod of a node."""
    if node_name == store.workflow:
        return node_name
    prefix = f"{store.workflow}-{template_name}" if template_name else store.workflow
    return f"{prefix[:_LONGEST_PREFIX]}-{hash_name(node_name)}"
