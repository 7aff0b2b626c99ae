"""The steps of a run as a tree, which changes as the run proceeds."""

from __future__ import annotations

from argogen.cli.running.view import ENDED, UNSUCCESSFUL
from argogen.runner.run import NodeRecord
from argogen.testing.structure.step_paths import Chain

PENDING, RUNNING, SUCCEEDED = "Pending", "Running", "Succeeded"
_ACTIVE = (PENDING, RUNNING)


class Step:
    """A step, an item of a loop, or a loop as a whole, with its steps and items by name.

    `counts` are the numbers of items by phase; `notable` are the items that run or failed. `total` is the number of
    items, 0 outside of loops. `owner` is the id of the node whose phase is that of the step, `pod` the id of the node
    of its last attempt, and `reason` the message of that.
    """

    __slots__ = (
        "attempt", "counts", "finished_at", "items", "message", "name", "notable", "owner", "phase", "pod",
        "reason", "started_at", "steps", "total",
    )  # fmt: skip

    def __init__(self, name: str) -> None:
        self.name = name
        self.phase = self.message = self.reason = self.owner = self.pod = ""
        self.started_at = self.finished_at = self.attempt = self.total = 0
        self.steps: dict[str, Step] = {}
        self.items: dict[str, Step] = {}
        self.notable: dict[str, Step] = {}
        self.counts: dict[str, int] = {}

    @property
    def ended(self) -> int:
        """The number of items that have ended."""
        return sum(number for phase, number in self.counts.items() if phase in ENDED)

    @property
    def failed_items(self) -> int:
        """The number of items that failed, which a loop may tolerate."""
        return sum(self.counts.get(phase, 0) for phase in UNSUCCESSFUL)

    @property
    def has_failed(self) -> bool:
        """Whether it ended as Failed or Error."""
        return self.phase in UNSUCCESSFUL

    def find(self, name: str) -> Step:
        """Return a step in it, which is added at its first use."""
        return self.steps.setdefault(name, Step(name))

    def find_item(self, iteration: str) -> Step:
        """Return an item of the loop, which is added at its first use."""
        return self.items.setdefault(iteration, Step(f"{self.name}({iteration})"))

    def count_item(self, iteration: str, before: str, item: Step) -> None:
        """Record that an item has another phase."""
        if before == item.phase:
            return
        if before:
            self.counts[before] -= 1
        self.counts[item.phase] = self.counts.get(item.phase, 0) + 1
        if item.phase == RUNNING or item.has_failed:
            self.notable[iteration] = item
        else:
            self.notable.pop(iteration, None)
        if not self.owner:
            self._derive(item)

    def _derive(self, item: Step) -> None:
        """Take over the phase of a loop that has no node from its items."""
        self.started_at = self.started_at or item.started_at
        is_active = self.ended < self.total or any(self.counts.get(phase) for phase in _ACTIVE)
        failed = next((phase for phase in UNSUCCESSFUL if self.counts.get(phase)), "")
        ended = failed or (SUCCEEDED if self.counts.get(SUCCEEDED) else item.phase)
        self.phase = RUNNING if is_active else ended
        self.finished_at = 0 if is_active else item.finished_at


class StepTree:
    """All steps of a run, below the workflow itself."""

    def __init__(self, name: str) -> None:
        self.root = Step(name)
        self.root.phase = RUNNING

    def update(self, node: NodeRecord, chain: Chain) -> Step | None:
        """Record a node that has changed, and return its step; None for a group of steps."""
        if node.type == "StepGroup":
            return None
        loop, step = self._find(chain)
        before = step.phase
        _update(step, node)
        iteration = chain[-1].iteration
        if loop is not None and iteration is not None:
            loop.total = max(loop.total, node.items, len(loop.items))
            loop.count_item(iteration, before, step)
        return step

    def _find(self, chain: Chain) -> tuple[Step | None, Step]:
        """Return the step at a position, with the loop around it."""
        loop, step = None, self.root
        for position in chain[1:]:
            loop, step = None, step.find(position.name)
            if position.iteration is not None:
                loop, step = step, step.find_item(position.iteration)
        return loop, step


def _update(step: Step, node: NodeRecord) -> None:
    if node.type == "Pod":
        step.pod, step.attempt, step.reason = node.id, node.attempt, node.message or step.reason
    step.started_at = step.started_at or node.started_at
    if step.owner not in ("", node.id):  # an attempt, after the node for all attempts
        return
    step.owner, step.phase, step.message, step.finished_at = node.id, node.phase, node.message, node.finished_at
    if node.phase == SUCCEEDED:
        step.reason = ""
