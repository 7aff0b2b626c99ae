"""Manifests whose results on Argo are known: lint reports what does not work, and accepts what works."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from argogen import Diagnostic, Severity
from tests.lint.linting import lint

# A line of the fault of each manifest that Argo rejects, that fails or that never ends.
WRONG = {
    "empty-dag": 12,
    "empty-steps": 11,
    "empty-steps-param": 11,
    "wrong-r08-names": 10,
    "wrong-r17-hook-on-loop": 14,
    "wrong-w01-hook-exitcode-int": 13,
    "wrong-w03-memoize-maxage-days": 9,
    "wrong-w08-backoff-max-below-duration": 9,
    "wrong-w13-daemon-result": 11,
    "wrong-w17-patch-tag-makes-text": 10,
    "wrong-w20-onexit-missing-input": 7,
    "wrong-w21-configmap-without-label": 12,
    "wrong-w23-global-output-typo": 15,
    "wrong-w24-label-from-parameter": 10,
    "wrong-w26-plain-text-results": 14,
    "wrong-w27-when-json": 11,
    "wrong-w28-item-index": 10,
    "wrong-w29-fieldref-typo": 12,
    "wrong-w31-when-bad-regex": 11,
    "wrong-w34-hook-without-expression": 8,
    "wrong-w36-subpath-absolute": 13,
    "wrong-w38-retry-expression-status-case": 9,
    "wrong-w39-configmap-key-typo": 17,
    "wrong-w40-template-parallelism-mutex": 13,
}
# Lines of the faults of manifests of public reports.
REPORTED = {
    "lint-backoff-longer-than-max": {8},
    "lint-event-binding-expressions": {8, 9, 13, 14, 15, 16, 17},
    "lint-missing-key-in-expression": {9, 10, 11},
    "lint-volume-behind-templateref": {15},
    "lint-volume-mode": {7, 8},
}


def _find(folder: Path, name: str) -> list[Diagnostic]:
    return lint((folder / f"{name}.yaml").read_text("utf-8"))


def test_all_manifests_are_here(shared: Path) -> None:
    verdicts = (shared / "run-cases" / "verdicts.jsonl").read_text("utf-8").splitlines()
    names = {Path(json.loads(line)["case"]).stem for line in verdicts}
    assert {name for name in names if name.startswith("wrong-")} == {name for name in WRONG if name[0] == "w"}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_work_is_reported_on_its_line(shared: Path, name: str) -> None:
    found = _find(shared / "run-cases", name)
    assert WRONG[name] in {each.place.line for each in found if each.severity is not Severity.NOTE}


@pytest.mark.parametrize("name", REPORTED)
def test_the_faults_of_public_reports_are_found(shared: Path, name: str) -> None:
    found = _find(shared / "cases", name)
    assert REPORTED[name] <= {each.place.line for each in found if each.severity is not Severity.NOTE}


@pytest.mark.parametrize(("kind", "accepted"), [("right", Severity.WARNING), ("odd", Severity.NOTE)])
def test_what_works_is_accepted(shared: Path, kind: str, accepted: Severity) -> None:
    severities = {Severity.NOTE, accepted}
    for file in sorted((shared / "run-cases").glob(f"{kind}-*.yaml")):
        assert {each.severity for each in _find(file.parent, file.stem)} <= severities, file.name
