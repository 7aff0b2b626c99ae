"""Parallelism, mutexes, semaphores, and templates that fail fast."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from argogen.runner.execution import SECOND, Job, Outcome, Started
from argogen.runner.model.library import read_library
from argogen.runner.run import Run
from argogen.runner.schedule import schedule
from argogen.runner.submission import find_workflow
from argogen.runner.virtual import VirtualExecutor

from .running import POD, by_path, fail, read_manifest, run_spec, show

FAN = f"""
- name: main
  steps: [[{{name: a, template: t, withSequence: {{count: 6}}}}]]
- {{name: t, {POD}%s}}
"""


class Counting(VirtualExecutor):
    """Counts the jobs that run at the same time."""

    def __init__(self, answer: Callable[[Job], Outcome | None]) -> None:
        super().__init__(answer)
        self.running = self.most = 0
        self.order: list[str] = []

    def start(self, job: Job) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        self.order.append(job.path)
        super().start(job)

    def wait(self, until: int | None) -> tuple[object, ...]:  # type: ignore[override]
        events = super().wait(until)
        self.running -= sum(not isinstance(event, Started) for event in events)
        return tuple(events)


def count(spec: str, others: str = "") -> tuple[Run, Counting]:
    documents = read_manifest(spec, others)
    executor = Counting(fail())
    document = find_workflow(documents)
    assert document is not None
    return schedule(document, read_library(documents), executor), executor


@pytest.mark.parametrize(
    ("spec", "most"),
    [
        (f"entrypoint: main\ntemplates:{FAN % ''}", 6),
        (f"entrypoint: main\nparallelism: 2\ntemplates:{FAN % ''}", 2),
        (f"entrypoint: main\ntemplates:{FAN.replace('steps:', 'parallelism: 3' + chr(10) + '  steps:') % ''}", 3),
        (f"entrypoint: main\ntemplates:{FAN % ', synchronization: {mutexes: [{name: m}]}'}", 1),
        (f"entrypoint: main\ntemplates:{FAN % ', synchronization: {mutex: {name: m}, semaphores: []}'}", 1),
    ],
)
def test_limits_hold(spec: str, most: int) -> None:
    run, executor = count(spec)
    assert (run.phase, executor.most) == ("Succeeded", most)
    assert executor.order == [f"[0].a({number}:{number})" for number in range(6)]


def test_a_semaphore_has_its_size_in_a_config_map() -> None:
    lock = ", synchronization: {semaphores: [{configMapKeyRef: {name: c, key: k}}]}"
    run, executor = count(
        f"entrypoint: main\ntemplates:{FAN % lock}", "---\nkind: ConfigMap\nmetadata: {name: c}\ndata: {k: '2'}\n"
    )
    assert (run.phase, executor.most) == ("Succeeded", 2)
    missing, _ = count(f"entrypoint: main\ntemplates:{FAN % lock}")
    assert "failed to initialize semaphore argo/ConfigMap/c/k with limit" in missing.message


def test_a_parallel_loop_that_fails_fast_starts_no_more() -> None:
    spec = f"""
    entrypoint: main
    templates:
    - name: main
      parallelism: 2
      failFast: true
      steps: [[{{name: a, template: t, withSequence: {{count: 6}}}}]]
    - {{name: t, {POD}}}
    """
    run = run_spec(spec, lambda job: fail("t" if job.index == 1 else "")(job))
    message = "template has failed or errored children and failFast enabled"
    assert (run.phase, run.message) == ("Failed", message)
    assert [path for path in show(run) if path.startswith("[0].")] == ["[0].a(0:0)", "[0].a(1:1)", "[0].a(2:2)"]


def test_two_mutexes_in_opposite_order_never_end() -> None:
    spec = f"""
    entrypoint: main
    templates:
    - name: main
      dag: {{tasks: [{{name: one, template: ab}}, {{name: two, template: ba}}]}}
    - name: ab
      synchronization: {{mutexes: [{{name: a}}]}}
      steps: [[{{name: wait, template: t}}], [{{name: in, template: lock-b}}]]
    - name: ba
      synchronization: {{mutexes: [{{name: b}}]}}
      steps: [[{{name: wait, template: t}}], [{{name: in, template: lock-a}}]]
    - {{name: lock-a, synchronization: {{mutexes: [{{name: a}}]}}, {POD}}}
    - {{name: lock-b, synchronization: {{mutexes: [{{name: b}}]}}, {POD}}}
    - {{name: t, {POD}}}
    """
    run = run_spec(spec)
    assert run.phase == "Running"
    assert [blockage.path for blockage in run.blockages] == [".one[1].in", ".two[1].in"]
    assert by_path(run)[".one[1].in"].message == "Waiting for argo/Mutex/b lock. Lock status: 0/1"
    assert "same order" in run.blockages[0].remedy


def test_a_daemon_can_take_the_last_place() -> None:
    spec = f"""
    entrypoint: main
    parallelism: 1
    templates:
    - name: main
      dag: {{tasks: [{{name: d, template: d}}, {{name: a, template: t, depends: d}}]}}
    - {{name: d, daemon: true, {POD}}}
    - {{name: t, {POD}}}
    """
    run = run_spec(spec)
    assert (run.phase, [blockage.path for blockage in run.blockages]) == ("Running", [".a"])
    assert "parallelism" in run.blockages[0].reason


@pytest.mark.parametrize("continue_on", ["{}", "{failed: true}"])
def test_a_daemon_that_fails_fails_the_steps_after_it(continue_on: str) -> None:
    spec = f"""
    entrypoint: main
    templates:
    - name: main
      steps:
      - - {{name: d, template: d, continueOn: {continue_on}}}
      - - {{name: a, template: t}}
      - - {{name: b, template: t}}
    - {{name: d, daemon: true, {POD}}}
    - {{name: t, {POD}}}
    """

    def answer(job: Job) -> Outcome:
        return Outcome("Failed", "broken", "1", duration=SECOND) if job.step == "d" else Outcome(duration=3 * SECOND)

    run = run_spec(spec, answer)
    phases = show(run)
    assert (phases["[0].d"], phases["[1].a"]) == ("Pod Failed", "Pod Succeeded")
    if continue_on == "{}":
        assert (run.phase, phases["[0]"], phases["[1]"]) == ("Failed", "StepGroup Failed", "StepGroup Running")
        assert run.message == by_path(run)["[0]"].message == f"child '{by_path(run)['[0].d'].id}' failed"
        assert "[2].b" not in phases
    else:
        assert (run.phase, phases["[2].b"]) == ("Succeeded", "Pod Succeeded")


def test_a_daemon_ends_with_the_steps_around_it() -> None:
    spec = f"""
    entrypoint: main
    templates:
    - name: main
      steps: [[{{name: d, template: d}}], [{{name: a, template: t}}]]
    - {{name: d, daemon: true, {POD}}}
    - {{name: t, {POD}}}
    """
    run = run_spec(spec)
    assert (run.phase, show(run)["[0].d"], by_path(run)["[0].d"].is_daemoned) == ("Succeeded", "Pod Succeeded", False)
    assert run.finished_at - run.started_at == SECOND


def test_a_timeout_ends_what_waits_for_a_lock() -> None:
    spec = f"""
    entrypoint: main
    templates:
    - name: main
      dag: {{tasks: [{{name: a, template: hold}}, {{name: b, template: t}}]}}
    - {{name: hold, synchronization: {{mutexes: [{{name: m}}]}}, {POD}}}
    - {{name: t, timeout: 10s, synchronization: {{mutexes: [{{name: m}}]}}, {POD}}}
    """
    run = run_spec(spec, lambda _: Outcome(duration=1000 * SECOND))
    assert (show(run)[".b"], by_path(run)[".b"].message) == ("Pod Failed", "timeout")
