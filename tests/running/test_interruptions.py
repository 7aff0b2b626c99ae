"""Ctrl-C and SIGTERM: steps end in time, exit handlers run, and the run can be resumed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.executors.running import require_namespaces
from tests.running.runs import Runs
from tests.waiting import wait_until

MANIFEST = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: stopped}
spec:
  entrypoint: main
  onExit: bye
  volumes: [{name: marks, persistentVolumeClaim: {claimName: marks}}]
  templates:
    - name: main
      steps:
        - - {name: first, template: first}
        - - {name: slow, template: slow}
    - name: first
      script:
        image: x
        command: [sh]
        volumeMounts: &marks [{name: marks, mountPath: /marks}]
        source: echo first >> /marks/log
    - name: slow
      podSpecPatch: '{"terminationGracePeriodSeconds": GRACE}'
      script: {image: x, command: [sh], volumeMounts: *marks, source: SOURCE}
    - name: bye
      script: {image: x, command: [sh], volumeMounts: *marks, source: "echo bye {{workflow.status}} >> /marks/log"}
"""
RESUMED = "test -e /marks/again && echo slow >> /marks/log && exit"
STARTED = "touch /marks/started"
POLITE = f"{RESUMED}; trap 'echo asked >> /marks/log; exit 1' TERM; {STARTED}; sleep 600 & wait"
STUBBORN = f"{RESUMED}; trap 'echo asked >> /marks/log' TERM; {STARTED}; while true; do sleep 600 & wait; done"


def start(folder: Path, source: str, grace: int = 1) -> tuple[Runs, subprocess.Popen[str], Path]:
    """Start a run, and wait until its second step runs."""
    require_namespaces()
    text = MANIFEST.replace("SOURCE", json.dumps(source)).replace("GRACE", str(grace))
    (folder / "m.yaml").write_text(text, "utf-8")
    runs = Runs(folder, f"stopped-{os.getpid()}")
    process = runs.start("m.yaml")
    wait_until(lambda: any(folder.glob("runs/*/claims/marks/started")) or process.poll() is not None)
    return runs, process, runs.directory / "claims" / "marks"


def finish(runs: Runs, marks: Path, log: list[str]) -> None:
    """Resume a run, which ends what was stopped."""
    (marks / "again").touch()
    assert list(runs.list_processes()) == []
    code, errors = runs.run("--resume", runs.directory.name)
    assert code == 0, errors
    assert (marks / "log").read_text().splitlines() == [*log, "slow", "bye Succeeded"]


@pytest.mark.parametrize(
    ("number", "source"),
    [
        (signal.SIGINT, POLITE),
        (signal.SIGTERM, STUBBORN),
        pytest.param(signal.SIGINT, STUBBORN, marks=pytest.mark.slow),
        pytest.param(signal.SIGTERM, POLITE, marks=pytest.mark.slow),
    ],
)
def test_steps_are_asked_to_end(tmp_path: Path, number: signal.Signals, source: str) -> None:
    runs, process, marks = start(tmp_path, source)
    process.send_signal(number)
    _, errors = process.communicate()
    assert process.returncode == 1, errors
    assert "Stopped with strategy 'Stop'" in errors
    log = (marks / "log").read_text().splitlines()
    assert sorted(log) == ["asked", "bye Failed", "first"]
    finish(runs, marks, log)


@pytest.mark.parametrize("count", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_a_second_signal_ends_a_run_at_once(tmp_path: Path, count: int) -> None:
    stubborn = STUBBORN.replace("asked >> /marks/log", "asked >> /marks/log; touch /marks/asked")
    runs, process, marks = start(tmp_path, stubborn, grace=30)
    process.send_signal(signal.SIGINT)
    wait_until(lambda: (marks / "asked").exists())
    for _ in range(count):
        process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert (process.returncode, "Resume: argogen run" in errors, "internal error" in errors) == (130, True, False)
    log = [line for line in (marks / "log").read_text().splitlines() if not line.startswith("bye")]
    assert log == ["first", "asked"]
    assert {path.name for path in runs.directory.iterdir()} <= {
        "claims", "journal.jsonl", "lock", "logs", "outcomes.jsonl", "run.json", "workflow.json",
    }  # fmt: skip
    (marks / "again").touch()
    assert list(runs.list_processes()) == []
    assert runs.run("--resume", runs.directory.name)[0] == 0
    log = (marks / "log").read_text().splitlines()
    assert (log.count("first"), log.count("slow"), log[-1]) == (1, 1, "bye Succeeded")
