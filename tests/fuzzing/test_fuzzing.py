"""Mutated files of every kind: each command ends soon, with exit code 0, 1 or 2.

`ARGOGEN_FUZZ=50000` tries as many new ones in this process, `ARGOGEN_FUZZ_PROCESSES=2000` as many as processes, whose
memory is limited, too. `python -m tests.fuzzing` keeps the files of failures.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import pytest

from tests.fuzzing.corpus import read_cases
from tests.fuzzing.mutations import mutate
from tests.fuzzing.running import HANG, SECONDS, Attempt, Outcome, list_attempts, run_here, run_process
from tests.properties.profile import choose_count

_HERE, _PROCESSES = os.environ.get("ARGOGEN_FUZZ"), os.environ.get("ARGOGEN_FUZZ_PROCESSES")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of time as POSIX has them")


def _seed(asked: str | None) -> int:
    """The same files in each run, and new ones on request."""
    return random.randrange(2**32) if asked else 16


def _limit(asked: str | None) -> int:
    """Time is measured only on request; else a limit only ends what would not end."""
    return SECONDS if asked else HANG


def test_commands_end() -> None:
    seed, limit = _seed(_HERE), _limit(_HERE)
    for number, attempt in enumerate(list_attempts(int(_HERE or choose_count(200)), seed)):
        assert run_here(attempt, limit).find_fault(limit) == "", (seed, number, attempt)


def test_processes_end() -> None:
    seed, limit = _seed(_PROCESSES), _limit(_PROCESSES)
    for number, attempt in enumerate(list_attempts(int(_PROCESSES or 3), seed)):
        assert run_process(attempt).find_fault(limit) == "", (seed, number, attempt)


# The checks themselves.


def test_every_kind_is_there() -> None:
    of_projects = {"projects", "toml", "templates", "stamps", "locks", "packs"}
    assert set(read_cases()) == {"pipelines", "manifests", "runnable", "tests", "evaluations", *of_projects}


@pytest.mark.parametrize("kind", ["pipelines", "runnable", "tests", "projects", "toml", "templates", "evaluations"])
def test_what_is_mutated_is_valid(kind: str) -> None:
    attempts = [Attempt(case, case.files[case.mutated], case.commands[0]) for case in read_cases()[kind][:5]]
    assert {run_here(attempt).code for attempt in attempts} == {0}


def test_mutations_are_repeated() -> None:
    content = b"name: a\nsteps: [{run: 'echo {{item}}'}]\n"
    first = [mutate(content, random.Random(seed)) for seed in range(50)]
    assert first == [mutate(content, random.Random(seed)) for seed in range(50)]
    assert len(set(first)) > 40


def test_faults_are_found() -> None:
    assert Outcome(0, 1, 100, "").find_fault() == ""
    assert Outcome(3, 1, 100, "RecursionError").find_fault() == "exit code 3: RecursionError"
    assert (Outcome(0, 6, 0, "").find_fault(SECONDS), Outcome(0, 6, 0, "").find_fault()) == ("6.0 s", "")
    assert Outcome(0, 1, 301, "").find_fault() == "301 MiB"


def test_internal_errors_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("argogen.cli.program._run", lambda _: 1 // 0)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert "ZeroDivisionError" in run_here(next(list_attempts(1, 0))).find_fault()
