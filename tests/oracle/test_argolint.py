"""The oracle itself: a linter that says yes to everything would prove nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from .argolint import ArgoLint, join_library

GOOD = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: good-
spec:
  entrypoint: main
  templates:
  - name: main
    container: {image: alpine, command: [date]}
"""
TEMPLATE = GOOD.replace("kind: Workflow", "kind: WorkflowTemplate").replace("generateName: good-", "name: library")
CALLER = GOOD.replace(
    "container: {image: alpine, command: [date]}",
    "steps: [[{name: call, templateRef: {name: library, template: main}}]]",
)
BAD = {
    "an unknown entrypoint": (GOOD.replace("entrypoint: main", "entrypoint: mian"), "mian"),
    "an unknown field": (GOOD.replace("command:", "commands:"), "commands"),
    "not YAML": ("a: [", "nothing of Argo's"),
    "nothing of Argo's": ("a: b", "nothing of Argo's"),
    "a template elsewhere": (CALLER, "couldn't find workflow template"),
}


def test_a_good_manifest_is_accepted(argolint: ArgoLint, tmp_path: Path) -> None:
    texts = {"good": GOOD, "template": TEMPLATE, "caller": join_library(TEMPLATE, CALLER)}
    assert argolint.find_faults(texts, tmp_path) == []


@pytest.mark.parametrize("case", BAD)
def test_each_version_refuses(argolint: ArgoLint, tmp_path: Path, case: str) -> None:
    text, said = BAD[case]
    faults = argolint.find_faults({"bad": text, "good": GOOD}, tmp_path)
    assert [fault.split(":")[:2] for fault in faults] == [[p.name, " bad.yaml"] for p in argolint.programs]
    assert all(said in fault for fault in faults)


def test_there_are_two_versions(argolint: ArgoLint) -> None:
    assert [program.name for program in argolint.programs] == ["argolint-3.7.14", "argolint-4.0.2"]
