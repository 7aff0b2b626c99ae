"""Processes of this machine have the results of real Argo: phases, values, exit codes and logs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from argogen.runner.model.library import read_library
from argogen.runner.schedule import schedule
from argogen.runner.submission import Options, find_workflow
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

# The programs of images in the cases: those without a command, and the one that is called python there.
IMAGES = {"argoproj/argosay:v2": ["argosay"], "argoproj/argosay:v1": ["cowsay"]}
SIDE_BY_SIDE = 8


@pytest.fixture
def programs(shared: Path, tmp_path: Path) -> str:
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "python").symlink_to("/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable)
    return f"{folder}:{shared}/oracle/e2e/tools:{PATH}"


def run_case(case: Case, folder: Path, path: str) -> dict[str, Any]:
    """Run a case with processes, and return the run as the recording has it."""
    document = find_workflow(case.documents)
    assert document is not None
    given = {key: str(value) for key, value in (case.options.get("parameters") or {}).items()}
    options = Options(parameters=given, namespace=NAMESPACE)
    answers = Answers(case)

    def resume(job: Any) -> Any:
        return answers(job) if job.kind == "suspend" else None

    with open_executor(folder, case.documents, resume, path=path, images=IMAGES, grace_seconds=2) as executor:
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
