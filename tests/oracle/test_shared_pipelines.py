"""Pipelines that are equivalent to manifests of Argo, rendered and compared with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from argogen.engine.options import CompileOptions
from tests.compiling import find_inputs, generate
from tests.examples.gallery import FOLDER

from .argolint import ArgoLint
from .same_manifest import find_differences

SAME = (
    "ci-workflowtemplate",
    "coinflip-recursive",
    "cron-workflow-multiple-schedules",
    "daemon-step",
    "dag-conditional-artifacts",
    "dag-enhanced-depends",
    "dag-nested",
    "data-transformations",
    "exit-handler-with-param",
    "exit-handlers",
    "fibonacci-seq-conditional-param",
    "global-outputs",
    "http-hello-world",
    "init-container",
    "k8s-jobs",
    "life-cycle-hooks-tmpl-level",
    "loops-maps",
    "loops-sequence",
    "map-reduce",
    "parallelism-nested",
    "retry-backoff",
    "secrets",
    "suspend-template-outputs",
    "volumes-pvc",
)
NATIVE = ("native-of-runnable/map", "native-of-runnable/nesting", "native-of-runnable/task_shell_parameters")
RENDERED = (*SAME, *NATIVE)


def render(file: Path) -> str:
    (given,) = find_inputs([str(file)])
    return generate(given, CompileOptions()).text


def read(text: str) -> Any:
    return yaml.load(text, yaml.CSafeLoader)


@pytest.mark.parametrize("name", SAME)
def test_renders_the_manifest_of_the_same_name(shared: Path, name: str) -> None:
    expected = read((shared / "argo-examples" / f"{name}.yaml").read_text("utf-8"))
    got = read(render(shared / "pipelines" / f"{name}.yaml"))
    assert find_differences(expected, got) == []


@pytest.mark.parametrize("name", ["loops-param-result", "output-parameter"])
def test_components_of_the_same_names_render_the_same_manifest(shared: Path, name: str) -> None:
    expected = read((shared / "dynamic-scaling" / f"{name}.yaml").read_text("utf-8"))
    got = read(render(FOLDER / f"{name}-components.yaml"))
    assert find_differences(expected, got) == []


def test_none_is_left_out(shared: Path) -> None:
    folder = shared / "pipelines"
    names = {str(file.relative_to(folder).with_suffix("")) for file in folder.rglob("*.yaml")}
    assert names == set(RENDERED)


def test_argo_accepts_them_all(shared: Path, argolint: ArgoLint, tmp_path: Path) -> None:
    texts = {name.replace("/", "-"): render(shared / "pipelines" / f"{name}.yaml") for name in RENDERED}
    assert argolint.find_faults(texts, tmp_path) == []
