"""The examples of runnable with its configurations.

They are not copied, so the snapshots are digests of their manifests: compare the manifests if one changes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from argogen.engine.options import CompileOptions
from argogen.engine.results import Generated
from tests.compiling import find_inputs, generate

from .argolint import ArgoLint

PIPELINES = ("map", "nesting", "parallel", "simple", "task_shell_parameters")
CONFIGURATIONS = ("argo-config", "argo-config-sequential")
PAIRS = [(pipeline, configuration) for pipeline in PIPELINES for configuration in CONFIGURATIONS]
ENVIRON = {"runnable_VAR_argo_docker_image": "ghcr.io/acme/demo:1"}


def render(shared: Path, pipeline: str, configuration: str) -> Generated:
    folder = shared / "runnable-examples"
    (given,) = find_inputs([str(folder / "concepts" / f"{pipeline}.yaml")])
    options = CompileOptions(
        configuration=folder / "configs" / f"{configuration}.yaml",
        parameters=folder / "concepts" / "parameters.yaml",
    )
    return generate(given, options, ENVIRON)


def test_these_are_all_of_them(shared: Path) -> None:
    folder = shared / "runnable-examples"
    assert {file.stem for file in (folder / "configs").iterdir()} == set(CONFIGURATIONS)
    assert {file.stem for file in (folder / "concepts").iterdir()} == {*PIPELINES, "parameters"}


@pytest.mark.parametrize(("pipeline", "configuration"), PAIRS)
def test_renders_as_it_stands(shared: Path, pipeline: str, configuration: str, snapshot: SnapshotAssertion) -> None:
    generated = render(shared, pipeline, configuration)
    assert hashlib.sha256(generated.text.encode()).hexdigest() == snapshot
    assert {diagnostic.code for diagnostic in generated.diagnostics} <= {"untranslated-setting"}


def test_argo_accepts_them_all(shared: Path, argolint: ArgoLint, tmp_path: Path) -> None:
    texts = {"-".join(pair): render(shared, *pair).text for pair in PAIRS}
    assert argolint.find_faults(texts, tmp_path) == []
