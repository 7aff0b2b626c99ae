"""The protocol of executors also carries real processes, which end when they end."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

from argogen.runner.execution import CannotStartError, Event, Executor, Finished, Job, Outcome, Started
from argogen.runner.model.library import read_library
from argogen.runner.run import Run
from argogen.runner.schedule import schedule
from argogen.runner.submission import find_workflow

from .running import read_manifest, show


class Processes(Executor):
    """Runs the commands of containers as processes."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.stopped: list[str] = []
        self._open = 0

    def now(self) -> int:
        return time.time_ns()

    def start(self, job: Job) -> None:
        if job.kind == "suspend":
            return
        command = job.template["container"]["command"]
        if command == ["absent"]:
            raise CannotStartError("no such command")
        process = subprocess.Popen([sys.executable, "-c", *command], stdout=subprocess.PIPE)
        self._running[job.node_id] = process
        self._open += 1
        self._events.put(Started(job.node_id))
        threading.Thread(target=self._collect, args=(job.node_id, process)).start()

    def _collect(self, node_id: str, process: subprocess.Popen[bytes]) -> None:
        output, _ = process.communicate()
        phase = "Failed" if process.returncode else "Succeeded"
        text = output.decode().removesuffix("\n")
        outcome = Outcome(phase, "", str(process.returncode), {"o": text}, text)
        self._events.put(Finished(node_id, outcome))

    def wait(self, until: int | None) -> Sequence[Event]:
        if until is None and not self._open:
            return ()
        timeout = None if until is None else max(0.0, (until - self.now()) / 1e9)
        try:
            event = self._events.get(timeout=timeout)
        except queue.Empty:
            return ()
        self._open -= isinstance(event, Finished)
        return (event,)

    def stop(self, node_id: str) -> None:
        if node_id in self._running and self._running[node_id].poll() is None:
            self.stopped.append(node_id)
            self._running[node_id].kill()


def run(spec: str) -> tuple[Run, Processes]:
    documents, executor = read_manifest(spec), Processes()
    document = find_workflow(documents)
    assert document is not None
    return schedule(document, read_library(documents), executor), executor


LEAF = """
- name: t
  inputs: {parameters: [{name: v}]}
  container: {image: x, command: ["print({{inputs.parameters.v}})"]}
  outputs: {parameters: [{name: o, valueFrom: {path: /o}}]}
"""


def test_processes_pass_values() -> None:
    record, _ = run(
        f"""
entrypoint: main
templates:
- name: main
  steps:
  - - {{name: a, template: t, arguments: {{parameters: [{{name: v, value: "{{{{item}}}} + 1"}}]}}, withItems: [1, 2]}}
  - - name: b
      template: t
      arguments: {{parameters: [{{name: v, value: "sum({{{{steps.a.outputs.result}}}})"}}]}}
{LEAF}
"""
    )
    assert {node.path: node.result for node in record.nodes if node.type == "Pod"} == {
        "[0].a(0:1)": "2", "[0].a(1:2)": "3", "[1].b": "5",
    }  # fmt: skip


def test_a_process_of_a_template_that_failed_is_stopped() -> None:
    record, executor = run(
        """
entrypoint: main
templates:
- name: main
  steps:
  - - {name: a, template: slow}
    - {name: b, template: absent}
- {name: slow, container: {image: x, command: ["import time; time.sleep(60)"]}}
- {name: absent, container: {image: x, command: [absent]}}
"""
    )
    assert record.message == "step group deemed errored due to child w[0].b error: no such command"
    assert show(record)["[0].a"] in ("Pod Pending", "Pod Running")
    assert executor.stopped == [node.id for node in record.nodes if node.path == "[0].a"]
