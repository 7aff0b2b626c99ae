"""A run can be observed while it proceeds, and stopped."""

from __future__ import annotations

from collections.abc import Sequence

from argogen.runner.execution import SECOND, Event, Interrupted, Job, Outcome
from argogen.runner.model.library import read_library
from argogen.runner.run import NodeRecord, Run
from argogen.runner.schedule import schedule
from argogen.runner.submission import find_workflow
from argogen.runner.virtual import VirtualExecutor

from .running import by_path, read_manifest, show

SPEC = """
entrypoint: main
onExit: bye
templates:
- name: main
  steps:
  - - {name: a, template: leaf}
    - {name: b, template: slow}
  - - {name: c, template: leaf}
- {name: leaf, container: {image: x, command: [x]}}
- {name: slow, container: {image: x, command: [x]}}
- {name: bye, container: {image: x, command: [x]}}
"""


class Interrupting(VirtualExecutor):
    """Requests to stop after some events."""

    def __init__(self, after: int) -> None:
        super().__init__(self._answer_job)
        self._left = after

    def _answer_job(self, job: Job) -> Outcome | None:
        phase = "Failed" if job.step == "failing" else "Succeeded"
        return None if job.step == "b" else Outcome(phase, exit_code="0", duration=SECOND)

    def wait(self, until: int | None) -> Sequence[Event]:
        self._left -= 1
        return (Interrupted(),) if self._left == 0 else super().wait(until)


def run(after: int, spec: str = SPEC) -> tuple[Run, list[NodeRecord]]:
    documents = read_manifest(spec)
    document = find_workflow(documents)
    assert document is not None
    seen: list[NodeRecord] = []
    return schedule(document, read_library(documents), Interrupting(after), observe=seen.extend), seen


def test_a_stopped_workflow_runs_its_exit_handler() -> None:
    record, _ = run(4)
    assert (record.phase, record.message) == ("Failed", f"child '{by_path(record)['[0].b'].id}' failed")
    assert show(record) == {
        "": "Steps Failed", "[0]": "StepGroup Failed", "[0].a": "Pod Succeeded", "[0].b": "Pod Failed",
        ".onExit": "Pod Succeeded",
    }  # fmt: skip
    assert by_path(record)["[0].b"].message == "Stopped with strategy 'Stop'"


def test_a_stopped_workflow_does_not_wait_for_another_attempt() -> None:
    spec = SPEC.replace("- {name: slow,", "- {name: slow, retryStrategy: {limit: '3', backoff: {duration: 10m}},")
    record, _ = run(4, spec.replace("name: b,", "name: failing,"))
    nodes = by_path(record)
    assert (nodes["[0].failing"].phase, nodes["[0].failing"].message) == ("Failed", "Stopped with strategy 'Stop'")
    assert nodes[".onExit"].phase == "Succeeded"
    assert record.finished_at - record.started_at < 60 * SECOND


def test_changes_are_reported_as_they_occur() -> None:
    record, seen = run(4)
    phases = [node.phase for node in seen if node.path == "[0].a"]
    assert phases == ["Pending", "Running", "Succeeded"]
    last = {node.path: node.phase for node in seen}
    assert last == {node.path: node.phase for node in record.nodes}
