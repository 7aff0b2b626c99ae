"""Runs whose argogen is killed at any moment end, resumed, as they would have ended.

What holds: a step whose success was recorded does not run again. A step whose process has ended a moment before the
kill, so that its outcome could not be recorded, does; like on a cluster, steps run at least once.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from tests.executors.running import require_namespaces
from tests.running.runs import MANIFESTS, Runs, summarize

_FAST, _ALL = 1, 50
_LONGEST = 120.0
SEEDS = [pytest.param(seed, marks=() if seed < _FAST else pytest.mark.slow) for seed in range(_ALL)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_killed_run_ends_as_if_it_was_not(seed: int, tmp_path: Path) -> None:
    require_namespaces()
    random_ = random.Random(seed)
    manifest = MANIFESTS[seed % len(MANIFESTS)]
    print(f"seed {seed}: {manifest.name}")
    name = f"killed-{seed:03}-{os.getpid()}"  # no other process has it
    undisturbed = prepare(tmp_path / "undisturbed", manifest, name)
    code, errors = undisturbed.run("m.yaml")
    assert code in (0, 1), errors
    expected = summarize(undisturbed.read_workflow())
    total = len((undisturbed.directory / "journal.jsonl").read_text("utf-8").splitlines())
    killed = prepare(tmp_path / "killed", manifest, name)
    kept = kill_often(killed, random_, total)
    code, errors = killed.run(*resume(killed))
    assert code in (0, 1), errors
    assert summarize(killed.read_workflow()) == expected
    counts = killed.count_executions()
    for path, number in kept.items():
        assert counts[path] == number, f"{path} had succeeded, and ran again"
    assert_nothing_is_left(killed)


def prepare(folder: Path, manifest: Path, name: str) -> Runs:
    folder.mkdir()
    (folder / "m.yaml").write_text(manifest.read_text("utf-8").replace("NAME", name), "utf-8")
    return Runs(folder, name)


def resume(runs: Runs) -> tuple[str, ...]:
    found = runs.find()
    return ("m.yaml",) if found is None else ("--resume", found.name)


def kill_often(runs: Runs, random_: random.Random, total: int) -> dict[str, int]:
    """Kill a run and its continuations at random moments; return how often steps had run when they had succeeded."""
    kept: dict[str, int] = {}
    for _ in range(random_.choice((1, 1, 2, 3))):
        lines, pause = random_.randint(0, total), random_.choice((0, 0, 0.01, 0.05, 0.2))
        print(f"kill after {lines} lines of the journal and {pause} s")
        process = runs.start(*resume(runs))
        limit = time.monotonic() + _LONGEST
        while process.poll() is None and count_lines(runs) < lines and time.monotonic() < limit:
            time.sleep(0.001)
        time.sleep(pause)
        process.kill()
        process.communicate()
        if runs.find() is None:
            continue
        wait_for_end(runs)
        counts = runs.count_executions()
        succeeded = {row["path"] for row in runs.read_outcomes() if row["phase"] == "Succeeded"}
        kept |= {path: counts[path] for path in counts.keys() & succeeded}
    return kept


def count_lines(runs: Runs) -> int:
    found = runs.find()
    journal = found / "journal.jsonl" if found is not None else None
    return journal.read_bytes().count(b"\n") if journal is not None and journal.exists() else -1


def wait_for_end(runs: Runs) -> None:
    """Wait until all processes have ended, which a killed argogen leaves behind for a moment."""
    limit = time.monotonic() + _LONGEST
    while list(runs.list_processes()):
        assert time.monotonic() < limit, "processes of a killed run go on"
        time.sleep(0.01)


def assert_nothing_is_left(runs: Runs) -> None:
    assert list(runs.list_processes()) == []
    assert str(runs.directory) not in Path("/proc/self/mountinfo").read_text("utf-8")
    assert {path.name for path in runs.directory.iterdir()} <= {
        "artifacts", "claims", "journal.jsonl", "lock", "logs", "outcomes.jsonl", "run.json", "workflow.json",
    }  # fmt: skip
