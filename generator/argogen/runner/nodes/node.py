"""Nodes and their outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from argogen.runner.model.reading import Data
from argogen.runner.run import Memoization

SUCCEEDED, FAILED, ERROR = "Succeeded", "Failed", "Error"
PENDING, RUNNING, SKIPPED, OMITTED = "Pending", "Running", "Skipped", "Omitted"
COMPLETED = frozenset((SUCCEEDED, FAILED, ERROR))
FULFILLED = COMPLETED | {SKIPPED, OMITTED}
UNSUCCESSFUL = frozenset((FAILED, ERROR))
ACTIVE = frozenset((PENDING, RUNNING))

POD, CONTAINER, STEPS, STEP_GROUP, DAG, TASK_GROUP = "Pod", "Container", "Steps", "StepGroup", "DAG", "TaskGroup"
RETRY, SKIPPED_TYPE, SUSPEND, HTTP, PLUGIN = "Retry", "Skipped", "Suspend", "HTTP", "Plugin"


class Outputs(NamedTuple):
    """The outputs of a node: parameters and artifacts as Argo records them, result and exit code."""

    parameters: Sequence[Data] = ()
    artifacts: Sequence[Data] = ()
    result: str | None = None
    exit_code: str | None = None


class Identity(NamedTuple):
    """The part of a step, task or hook in the name of a node; see `Job`."""

    step: str = ""
    item: str | None = None
    number: int | None = None
    attempt: int = 0
    handler: str = ""
    when: str = ""
    items: int = 0


class Node:
    """A node of a run, which changes as the run proceeds.

    `active_pods`, `active_children` and `unsuccessful` count the nodes whose boundary it is, so that limits are checked
    without a search.
    """

    __slots__ = (
        "active_children", "active_pods", "address", "boundary", "child_set", "children", "display_name", "finished_at",
        "has_pod", "id", "identity", "inputs", "is_daemoned", "is_hooked", "is_on_exit", "is_retried",
        "memoization", "message", "name", "outbound", "outputs", "phase", "started_at", "template_name",
        "template_ref", "template_scope", "type", "unsuccessful", "waits_for_lock",
    )  # fmt: skip

    def __init__(self, node_id: str, name: str, kind: str, boundary: Node | None, phase: str, now: int) -> None:
        self.id, self.name, self.type, self.boundary, self.phase = node_id, name, kind, boundary, phase
        self.message = self.address = self.display_name = self.template_name = self.template_scope = ""
        self.template_ref: Mapping[str, Any] | None = None
        self.identity = Identity()
        self.started_at, self.finished_at = now, 0
        self.inputs: Sequence[Data] = ()
        self.outputs: Outputs | None = None
        self.children: list[Node] = []
        self.child_set: set[str] = set()
        self.outbound: Sequence[Node] = ()
        self.memoization: Memoization | None = None
        self.is_daemoned = self.is_hooked = self.is_retried = self.has_pod = self.waits_for_lock = False
        self.is_on_exit = False
        self.active_pods = self.active_children = self.unsuccessful = 0

    @property
    def is_fulfilled(self) -> bool:
        """Whether it ended, was skipped or omitted, or is a daemon that is ready."""
        return self.phase in FULFILLED or (self.is_daemoned and self.phase != PENDING)

    @property
    def is_completed(self) -> bool:
        """Whether it ended; skipped nodes do not."""
        return self.phase in COMPLETED

    @property
    def has_failed(self) -> bool:
        """Whether it ended as Failed or Error."""
        return self.phase in UNSUCCESSFUL

    def add_child(self, child: Node) -> None:
        """Make a node a child, once."""
        if child.id not in self.child_set:
            self.child_set.add(child.id)
            self.children.append(child)

    def find_last_attempt(self) -> Node | None:
        """Return the last attempt of a Retry node, whose outputs count; None for other nodes."""
        if self.type != RETRY or (self.memoization is not None and self.memoization.hit):
            return None
        return next((child for child in reversed(self.children) if not child.is_hooked), None)
