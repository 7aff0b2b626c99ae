"""The templates that call the command line of runnable, for every runnable example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from syrupy.assertion import SnapshotAssertion

from argogen.engine.options import CompileOptions
from tests.compiling import find_inputs, generate
from tests.oracle.argolint import ArgoLint
from tests.snapshots import YamlFile

from .gallery import EXAMPLES, FOLDER, RUNNABLE

RUNTIME = FOLDER / "templates" / "runnable-runtime"
NAMES = [name.removeprefix("runnable-") for name in EXAMPLES if name.startswith("runnable-")]


@pytest.fixture(autouse=True)
def at_the_top(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runnable gets the paths of its files unchanged, so they must be valid in the image."""
    monkeypatch.chdir(FOLDER.parent)


def render(name: str) -> str:
    folder = RUNNABLE.relative_to(FOLDER.parent)
    options = CompileOptions(
        templates=(RUNTIME,), configuration=folder / "config.yaml", parameters=folder / "parameters.yaml"
    )
    [given] = find_inputs([str(folder / f"{name}.yaml")])
    return generate(given, options).text


def list_commands(name: str) -> list[list[str]]:
    """Return the commands of the containers of an example."""
    templates: list[dict[str, Any]] = yaml.safe_load(render(name))["spec"]["templates"]
    containers = [template["container"] for template in templates if "dag" not in template]
    return [[*container["command"], *container["args"]] for container in containers]


@pytest.mark.parametrize("name", NAMES)
def test_every_container_calls_runnable(name: str) -> None:
    commands = list_commands(name)
    assert {command[0] for command in commands} == {"runnable"}
    assert {command[1] for command in commands} <= {"execute_single_node", "fan"}
    files = ["--file", f"examples/runnable/{name}.yaml", "--config-file", "examples/runnable/config.yaml"]
    assert all(files[0] in command and command[command.index("--file") :][:4] == files for command in commands)


def test_a_map_in_a_map(snapshot: SnapshotAssertion) -> None:
    assert render("nesting") == snapshot(extension_class=YamlFile)


def test_failures_lead_where_they_should(snapshot: SnapshotAssertion) -> None:
    assert render("failure") == snapshot(extension_class=YamlFile)


def test_argo_accepts_them_all(argolint: ArgoLint, tmp_path: Path) -> None:
    assert argolint.find_faults({name: render(name) for name in NAMES}, tmp_path) == []
