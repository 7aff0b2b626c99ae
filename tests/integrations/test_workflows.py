"""The workflows of this repository run only what exists, and have no more permissions than they need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.markdown import ROOT

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TOOLS = {"pip", "build", "venv", "pytest", "uv"}
_PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
SCRIPTS = sorted(path for path in (ROOT / ".ci").iterdir() if path.is_file())


def read_jobs(file: Path) -> Mapping[str, Any]:
    jobs: Mapping[str, Any] = yaml.safe_load(file.read_text("utf-8"))["jobs"]
    return jobs


def list_commands(file: Path) -> Iterator[str]:
    for job in read_jobs(file).values():
        yield from (step["run"] for step in job.get("steps", []) if "run" in step)


def find_missing(text: str) -> list[str]:
    """Return the scripts and modules of this repository that a shell text names and that do not exist."""
    scripts = [name for name in re.findall(r"(?<![\w/.])(\.ci/[\w./-]+)", text) if not (ROOT / name).is_file()]
    modules = (name for name in re.findall(r"python3? -m ([\w.]+)", text) if name not in TOOLS)
    return scripts + [name for name in modules if not (ROOT / name.replace(".", "/") / "__main__.py").is_file()]


def test_there_are_workflows() -> None:
    assert [file.stem for file in FILES] == ["ci", "release"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_workflow_names_scripts_that_exist(file: Path) -> None:
    commands = list(list_commands(file))
    assert any(".ci/" in command for command in commands)
    assert [name for command in commands for name in find_missing(command)] == []


def test_missing_scripts_are_found() -> None:
    text = "PATH=a .ci/test newest && sudo .ci/tets && python -m release x && python -m docs.sites && python -m build"
    assert find_missing(text) == [".ci/tets", "docs.sites"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_names_scripts_that_exist(script: Path) -> None:
    text = script.read_text("utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert script.stat().st_mode & 0o111
    commands = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert find_missing(commands) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_actions_are_pinned_and_permissions_are_least(file: Path) -> None:
    text = file.read_text("utf-8")
    used = re.findall(r"(?m)uses: (?!\./).*$", text)
    assert [line for line in used if not _PINNED.fullmatch(line)] == []
    assert yaml.safe_load(text)["permissions"] == {}
    assert [name for name, job in read_jobs(file).items() if "permissions" not in job] == []
    assert [command for command in list_commands(file) if "${{" in command] == []
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")


def test_all_supported_versions_of_python_are_tested() -> None:
    supported = re.findall(
        r'"Programming Language :: Python :: (3\.\d+)"', (ROOT / "pyproject.toml").read_text("utf-8")
    )
    jobs = read_jobs(ROOT / ".github" / "workflows" / "ci.yml")
    assert jobs["newest"]["strategy"]["matrix"]["python"] == supported
    assert f'"{supported[0]}"' in str(jobs["oldest"]).replace("'", '"')
