"""The record of a run: the workflow and its nodes, as `status` of a Workflow has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from argogen.records import EMPTY, Record

REFUSED = "Refused"
"""The phase of a workflow that Argo does not accept; `message` is the reason."""
RUNNING = "Running"
"""The phase of a workflow that Argo would never end; `blockages` are the reasons."""


class Memoization(Record):
    """The use of a cache by a node."""

    hit: bool
    key: str
    cache: str


class NodeRecord(Record):
    """A node at the end of a run; see `Job` for `path`, `step`, `item`, `index`, `attempt` and `handler`.

    `inputs` and `outputs` are parameters, `artifacts` the names of output artifacts, `exit_code` and `result` as Argo
    records them. `items` is the number of items of the loop that the node is in, `attempts` that of attempts of a Retry
    node. `when` is the condition of a step or task after replacement, "" without one.
    """

    id: str
    name: str
    path: str
    display_name: str
    type: str
    phase: str
    message: str = ""
    template_name: str = ""
    template_ref: Mapping[str, Any] | None = None
    template_scope: str = ""
    boundary_id: str = ""
    children: Sequence[str] = ()
    outbound_nodes: Sequence[str] = ()
    inputs: Mapping[str, str] = EMPTY
    outputs: Mapping[str, str] = EMPTY
    artifacts: Sequence[str] = ()
    result: str | None = None
    exit_code: str | None = None
    memoization: Memoization | None = None
    started_at: int = 0
    finished_at: int = 0
    is_daemoned: bool = False
    step: str = ""
    item: str | None = None
    index: int | None = None
    items: int = 0
    attempt: int = 0
    attempts: int = 0
    handler: str = ""
    when: str = ""


class Blockage(Record):
    """A reason why a workflow never ends: the path of the node, the reason, and the remedy."""

    path: str
    reason: str
    remedy: str


class Run(Record):
    """A run: phase of the workflow (Succeeded, Failed, Error, Refused or Running), its outputs and nodes.

    Nodes are in the order in which they were created. `outputs` and `artifacts` are those with a `globalName`.
    """

    name: str
    phase: str
    message: str = ""
    outputs: Mapping[str, str] = EMPTY
    artifacts: Mapping[str, Mapping[str, Any]] = EMPTY
    nodes: Sequence[NodeRecord] = ()
    started_at: int = 0
    finished_at: int = 0
    blockages: Sequence[Blockage] = ()
