"""Run a test case: the workflow with its mocks, and the steps of the run as in the pipeline."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from argogen.records import Record
from argogen.runner.execution import Event, Finished, Job, Started
from argogen.runner.run import NodeRecord, Run
from argogen.runner.schedule import schedule
from argogen.runner.virtual import VirtualExecutor
from argogen.testing.document.model import Case
from argogen.testing.simulation.answers import MockAnswers
from argogen.testing.simulation.target import Target
from argogen.testing.structure.positions import Location, Locator
from argogen.testing.structure.step_paths import Chain, write_chain
from argogen.yaml.document import Document

_NOT_RAN = ("Skipped", "Omitted")
_NODE_ID = re.compile(r"[a-z0-9][-a-z0-9.]*-\d+\b")
_GROUPS = ("StepGroup", "Container")


class Span(Record):
    """A job of a run: its position, and the numbers of the events of its start and end."""

    chain: Chain
    start: int
    end: int


class StepRun(Record):
    """A step of a run: its node, its position, and its last job, if it had one."""

    node: NodeRecord
    location: Location
    job: Job | None

    @property
    def chain(self) -> Chain:
        """The position."""
        return self.location.chain

    @property
    def has_run(self) -> bool:
        """Whether it was neither skipped nor omitted."""
        return self.node.phase not in _NOT_RAN


class NodeNames:
    """The names of steps, for messages that contain the ids of their nodes."""

    def __init__(self, steps: Sequence[StepRun]) -> None:
        self._names = {step.node.id: write_chain(step.chain) for step in steps if len(step.chain) > 1}

    def apply(self, message: str) -> str:
        """Return a message with the names in place of ids."""
        return _NODE_ID.sub(lambda found: self._names.get(found[0], found[0]), message)


class CaseRun(Record):
    """The run of a case; `answers` has the jobs, the used mocks, and diagnostics of missing ones.

    `locator` finds the positions of nodes.
    """

    run: Run
    steps: Sequence[StepRun]
    spans: Sequence[Span]
    answers: MockAnswers
    locator: Locator


class _RecordingExecutor(VirtualExecutor):
    """Numbers the starts and ends of jobs, whose times are equal where steps take no time."""

    def __init__(self, answers: MockAnswers) -> None:
        super().__init__(answers.answer)
        self._answers = answers
        self.starts: dict[str, int] = {}
        self.ends: dict[str, int] = {}
        self.last = 0

    def start(self, job: Job) -> None:
        self.last += 1
        self.starts[job.node_id] = self.last
        super().start(job)

    def wait(self, until: int | None) -> Sequence[Event]:
        while events := super().wait(until):
            for event in events:
                if isinstance(event, Finished):
                    self._end(event.node_id)
            # A daemon that fails at once has never been ready.
            if not all(isinstance(event, Started) and event.node_id in self._answers.never_ready for event in events):
                return events
        return ()

    def stop(self, node_id: str) -> None:
        self._end(node_id)
        super().stop(node_id)

    def _end(self, node_id: str) -> None:
        self.last += 1
        self.ends.setdefault(node_id, self.last)


def run_case(case: Case, target: Target, document: Document) -> CaseRun:
    """Run a case, whose names are those of the manifest."""
    target = target.with_entrypoint(case.entrypoint)
    locator = Locator(target.graph)
    answers = MockAnswers(case.mocks, locator, document, case.path)
    executor = _RecordingExecutor(answers)
    options = target.make_options(case.parameters, case.entrypoint)
    run = schedule(target.document, target.library, executor, options)
    spans = [
        Span(locator.locate(job.path).chain, executor.starts[node_id], executor.ends.get(node_id, executor.last + 1))
        for node_id, job in answers.jobs.items()
    ]
    return CaseRun(run, list_steps(run, locator, answers.jobs), spans, answers, locator)


def list_steps(run: Run, locator: Locator, jobs: Mapping[str, Job]) -> list[StepRun]:
    """Return the nodes that are steps of the pipeline, without groups and attempts.

    The node of a loop itself is only a step if it has no iterations.
    """
    nodes = {node.id: node for node in run.nodes}
    retries = (node for node in run.nodes if node.type == "Retry")
    attempts = {child for node in retries for child in node.children if _is_attempt(nodes, child)}
    located = [
        StepRun(node, locator.locate(node.path), _find_job(node, jobs))
        for node in run.nodes
        if node.type not in _GROUPS and node.id not in attempts
    ]
    inner = {_name_loop(step.chain) for step in located if not _is_loop(step)}
    return [step for step in located if not (_is_loop(step) and _name_loop(step.chain) in inner)]


def _is_attempt(nodes: Mapping[str, NodeRecord], node_id: str) -> bool:
    return node_id in nodes and not nodes[node_id].handler


def _is_loop(step: StepRun) -> bool:
    return step.node.type == "TaskGroup" or step.location.is_wrapper


def _name_loop(chain: Chain) -> tuple[str, ...]:
    return (*map(str, chain[:-1]), chain[-1].name)


def _find_job(node: NodeRecord, jobs: Mapping[str, Job]) -> Job | None:
    """Return the job of a node, or of the last attempt."""
    if node.id in jobs:
        return jobs[node.id]
    return next((jobs[child] for child in reversed(node.children) if child in jobs), None)
