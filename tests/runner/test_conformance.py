"""The scheduler has the results of real Argo: phases, values and nodes of recorded workflows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .conformance import describe_run, find_differences, load_normaliser, read_case, run_case

# Cases that mocks cannot reproduce, each with its reason.
EXCEPTIONS: dict[str, str] = {}


def find_folder(request: pytest.FixtureRequest) -> Path:
    given = os.environ.get("ARGOGEN_CONFORMANCE")
    if given:
        return Path(given)
    shared: Path = request.getfixturevalue("shared")
    return shared / "conformance"


def test_conformance(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    folder = find_folder(request)
    helper = folder if (folder / "normalise.py").is_file() else request.getfixturevalue("shared") / "conformance"
    normalise = load_normaliser(helper)
    cases = [read_case(manifest.parent) for manifest in sorted(folder.glob("*/manifest.yaml"))]
    failures: dict[str, list[str]] = {}
    for case in cases:
        run = normalise(describe_run(run_case(case), case))
        differences = list(find_differences(case.expected, run))
        if differences and case.name not in EXCEPTIONS:
            failures[case.name] = differences
    with capsys.disabled():
        print(f"\nconformance: {len(cases) - len(failures)}/{len(cases)}")
    assert cases
    assert failures == {}
    assert len(EXCEPTIONS) <= 5
