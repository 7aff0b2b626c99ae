"""Both sides of the benchmark of runs run the measured steps."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.benchmark.running import run_loop, run_workflow
from tests.executors.running import require_namespaces
from tests.oracle.missing import do_without


def test_all_steps_run(tmp_path: Path) -> None:
    require_namespaces()
    run_workflow(tmp_path, 3)
    (record,) = (tmp_path / "runs").glob("*/workflow.json")
    status = json.loads(record.read_text("utf-8"))["status"]
    pods = [node["phase"] for node in status["nodes"].values() if node["type"] == "Pod"]
    assert (status["phase"], pods) == ("Succeeded", ["Succeeded"] * 3)


def test_the_loop_isolates_its_commands(tmp_path: Path) -> None:
    require_namespaces()
    if os.geteuid() != 0:
        do_without("only root can mount a file system")
    run_loop(tmp_path, 2)
    assert [list(path.iterdir()) for path in sorted(tmp_path.glob("*/root"))] == [[], []]
