"""Processes of this machine have the results of real Argo: phases, values, exit codes and logs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from argogen.runner.execution import SECOND
from argogen.runner.model.library import read_library
from argogen.runner.schedule import schedule
from argogen.runner.submission import Options, SubmissionError, find_workflow, submit
from argogen.running.calls import Calls
from argogen.running.unisolated.overlaps import find_overlaps
from argogen.testing.simulation.target import Target, build_target
from tests.runner.conformance import (
    NAMESPACE,
    Answers,
    Case,
    describe_run,
    find_differences,
    load_normaliser,
    read_case,
)
from tests.runner.test_conformance import find_folder

from .running import PATH, open_executor, require_namespaces

# Cases that cannot be the same here, each with its reason.
EXCEPTIONS = {"upstream-timeouts-workflow": "the message contains an error of the network of the recording"}

# Without namespaces, the working directory of a step without one is private.
RELATIVE = {"upstream-exit-handler-with-artifacts": "it writes an output relative to the directory of its image"}

# The programs of images in the cases: those without a command, and the one that is called python there.
IMAGES = {"argoproj/argosay:v2": ["argosay"], "argoproj/argosay:v1": ["cowsay"]}
SIDE_BY_SIDE = 8


@pytest.fixture
def programs(shared: Path, tmp_path: Path) -> str:
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "python").symlink_to("/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable)
    return f"{folder}:{shared}/oracle/e2e/tools:{PATH}"


def run_case(case: Case, folder: Path, path: str, *, is_isolated: bool = True) -> dict[str, Any]:
    """Run a case with processes, and return the run as the recording has it."""
    document = find_workflow(case.documents)
    assert document is not None
    given = {key: str(value) for key, value in (case.options.get("parameters") or {}).items()}
    options = Options(parameters=given, namespace=NAMESPACE)
    answers = Answers(case)

    def resume(job: Any) -> Any:
        return answers(job) if job.kind == "suspend" else None

    with open_executor(
        folder, case.documents, resume, path=path, images=IMAGES, grace_seconds=2, is_isolated=is_isolated
    ) as executor:
        run = schedule(document, read_library(case.documents), executor, options)
    described = describe_run(run, case)
    for row, node in zip(described["nodes"], run.nodes, strict=True):
        log = folder / "logs" / node.id / "main.log"
        if log.exists():
            row["log"] = log.read_text("utf-8", "replace")
    return described


def compare_logs(expected: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    """Yield differences of logs; two streams of a process may be mixed in another order."""
    logs = {node["path"]: node.get("log") or "" for node in found["nodes"]}
    for node in expected["nodes"]:
        log = node.get("log")
        if isinstance(log, str) and sorted(log.splitlines()) != sorted(logs.get(node["path"], "").splitlines()):
            yield f"log of {node['path']}: expected {log!r}, got {logs.get(node['path'])!r}"


@pytest.mark.slow
def test_conformance(request: pytest.FixtureRequest, programs: str, tmp_path: Path,
                     capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    require_namespaces()
    folder = find_folder(request)
    helper = folder if (folder / "normalise.py").is_file() else request.getfixturevalue("shared") / "conformance"
    normalise = load_normaliser(helper)

    def check(case: Case) -> tuple[str, list[str]]:
        run = normalise(run_case(case, tmp_path / case.name, programs))
        return case.name, [*find_differences(case.expected, run), *compare_logs(dict(case.expected), run)]

    cases = [read_case(manifest.parent) for manifest in sorted(folder.glob("*/manifest.yaml"))]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        failures = {name: differences for name, differences in pool.map(check, cases) if differences}
    with capsys.disabled():
        print(f"\nconformance of processes: {len(cases) - len(failures)}/{len(cases)}")
    assert cases
    assert {name: found for name, found in failures.items() if name not in EXCEPTIONS} == {}
    assert len(EXCEPTIONS) <= 5


def can_run_unisolated(case: Case) -> bool:
    """Return whether a case mounts no volumes, and no steps use a path at the same time."""
    try:
        target = build_target(case.documents, ())
    except SubmissionError:
        return False
    if target is None or "volumeMounts" in str(case.documents):
        return False
    calls = Calls(target.graph, find_spec(target), target.library, ())
    return not list(find_overlaps(calls))


def find_spec(target: Target) -> Any:
    return submit(target.document, target.library, Options(name=target.name), SECOND).spec


@pytest.mark.slow
def test_conformance_without_namespaces(request: pytest.FixtureRequest, programs: str, tmp_path: Path) -> None:
    folder = find_folder(request)
    helper = folder if (folder / "normalise.py").is_file() else request.getfixturevalue("shared") / "conformance"
    normalise = load_normaliser(helper)
    cases = [read_case(manifest.parent) for manifest in sorted(folder.glob("*/manifest.yaml"))]
    chosen = [case for case in cases if case.name not in {*EXCEPTIONS, *RELATIVE} and can_run_unisolated(case)][::4]
    failures: dict[str, list[str]] = {}
    for case in chosen:  # one after the other, since they have the same paths
        run = normalise(run_case(case, tmp_path / case.name, programs, is_isolated=False))
        differences = [*find_differences(case.expected, run), *compare_logs(dict(case.expected), run)]
        failures |= {case.name: differences} if differences else {}
    assert len(chosen) > len(cases) // 6
    assert failures == {}
