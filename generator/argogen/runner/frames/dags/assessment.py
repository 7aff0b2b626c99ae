"""The phase of a DAG template by those of its nodes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from argogen.runner.frames.calls import continues_on
from argogen.runner.frames.dags.plan import Plan
from argogen.runner.nodes.node import RETRY, RUNNING, SUCCEEDED, UNSUCCESSFUL, Node


def assess(node: Node, plan: Plan, targets: Mapping[str, Node | None], *, fails_fast: bool) -> str:
    """Return the phase of a DAG template: Running as long as a node runs or a target has no node.

    A target that was omitted has the phase of the tasks before it.
    """
    phases = _find_phases(node, {target.id for target in targets.values() if target is not None})
    if phases is None:
        return RUNNING
    result = SUCCEEDED
    for name, target in targets.items():
        phase = "" if target is None else phases.get(target.id, "")
        if not phase:
            result = RUNNING
            if not fails_fast:
                break
        elif phase in UNSUCCESSFUL and not continues_on(plan.tasks[name], phase):
            result = phase
            if fails_fast:
                break
    return result


def _find_phases(root: Node, targets: set[str]) -> dict[str, str] | None:
    """Return the phases of targets by their id; None if a node has not ended."""
    phases: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    queue: deque[tuple[Node, str]] = deque()
    _add(queue, seen, root.children, SUCCEEDED)
    while queue:
        node, phase = queue.popleft()
        if not node.is_fulfilled:
            return None
        if node.is_completed:
            phase = node.phase
        if node.id in targets and phases.get(node.id) not in UNSUCCESSFUL:
            phases[node.id] = phase
        _add(queue, seen, _list_following(node) if node.type == RETRY else node.children, phase)
    return phases


def _add(queue: deque[tuple[Node, str]], seen: set[tuple[str, str]], nodes: Iterable[Node], phase: str) -> None:
    for node in nodes:
        key = (node.id, phase)
        if key not in seen:
            seen.add(key)
            queue.append((node, phase))


def _list_following(retry: Node) -> list[Node]:
    """Return the nodes after a Retry node: its handlers, and the nodes after its attempts."""
    following: list[Node] = []
    for child in reversed(retry.children):
        following.extend([child] if child.is_hooked else child.children)
    return following
