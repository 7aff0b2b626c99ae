"""The calls of a run, and the size of its records, are proportional to the number of its nodes."""

from __future__ import annotations

import cProfile
import json
import pstats
from pathlib import Path
from typing import NamedTuple

import pytest

from argogen.cli.program import run as run_argogen
from tests.benchmark.running import build_workflow

SIZES = (100, 100, 200, 400)  # the first one imports modules
LIMIT = 2.1
"""Twice as many further nodes cost twice as much; if the cost were quadratic, it would be four times as much."""


class Cost(NamedTuple):
    """The function calls of a run, and the bytes of its journal, outcomes and workflow."""

    calls: int
    journal: int
    outcomes: int
    workflow: int


def measure(folder: Path, size: int) -> Cost:
    folder.mkdir()
    (folder / "many.json").write_text(json.dumps(build_workflow(size)), "utf-8")
    (folder / "mock.yaml").write_text("result: x\n", "utf-8")
    options = ["--executor", "process", "--no-isolation", "--runs", str(folder / "runs")]
    profile = cProfile.Profile()
    code = profile.runcall(
        run_argogen, ["run", str(folder / "many.json"), *options, "--mock", f"step={folder}/mock.yaml"]
    )
    assert code == 0
    (directory,) = (path.parent for path in folder.glob("runs/*/run.json"))
    sizes = [(directory / name).stat().st_size for name in ("journal.jsonl", "outcomes.jsonl", "workflow.json")]
    return Cost(pstats.Stats(profile).total_calls, *sizes)  # type: ignore[attr-defined]


@pytest.mark.slow
def test_costs_are_proportional(tmp_path: Path) -> None:
    costs = [measure(tmp_path / str(number), size) for number, size in enumerate(SIZES)]
    for name, _, first, second, third in zip(Cost._fields, *costs, strict=True):
        assert (third - second) / (second - first) < LIMIT, name
