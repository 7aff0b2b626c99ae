"""The nodes of groups of steps, and of the steps in them that are skipped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.runner.frames.graph import find_outbound
from argogen.runner.nodes.node import SKIPPED, SKIPPED_TYPE, Identity, Node
from argogen.runner.nodes.store import NodeStore


def list_ends(group: Node) -> list[Node]:
    """Return the nodes at the end of the steps of a group."""
    return [node for child in group.children for node in find_outbound(child)]


def find_parents(previous: Node | None, template: Node) -> list[Node]:
    """Return the nodes whose child a group is: the ends of the previous group, or the template without one."""
    if previous is None:
        return [template]
    return list_ends(previous) if previous.children else [previous]


def skip_step(
    store: NodeStore, group: Node, name: str, message: str, identity: Identity, step: Mapping[str, Any],
    phase: str = SKIPPED,
) -> None:  # fmt: skip
    """Create the node of a step in a group that does not run."""
    node = store.create(name, SKIPPED_TYPE, group.boundary, phase, message)
    node.template_name, node.template_ref = step.get("template") or "", step.get("templateRef")
    node.template_scope, node.identity = group.template_scope, identity
    group.add_child(node)
