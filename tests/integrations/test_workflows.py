"""The workflows of this repository run only what exists, and have no more permissions than they need."""

from __future__ import annotations

import os
import re
import subprocess
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


def test_only_commits_of_main_are_released_and_candidates_replace_nothing() -> None:
    jobs = read_jobs(ROOT / ".github" / "workflows" / "release.yml")
    commands = [step["run"] for step in jobs["build"]["steps"] if "run" in step]
    check = commands.index('git merge-base --is-ancestor "$GITHUB_SHA" origin/main')
    assert check < commands.index('.ci/build "$GITHUB_REF_NAME"')
    assert jobs["site"]["if"] == "${{ !contains(github.ref_name, 'rc') }}"
    [script] = [step["run"] for step in jobs["release"]["steps"] if "run" in step]
    for tag, kind in (("v1.2.0", "--latest"), ("v1.2.0rc1", "--prerelease")):
        done = subprocess.run(
            ["bash", "-ec", f"gh() {{ echo \"$4\"; }}\n{script}"], env={"GITHUB_REF_NAME": tag}, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        assert done.stdout == f"{kind}\n"


def test_all_supported_versions_of_python_are_tested() -> None:
    supported = re.findall(
        r'"Programming Language :: Python :: (3\.\d+)"', (ROOT / "pyproject.toml").read_text("utf-8")
    )
    jobs = read_jobs(ROOT / ".github" / "workflows" / "ci.yml")
    assert jobs["newest"]["strategy"]["matrix"]["python"] == supported
    assert f'"{supported[0]}"' in str(jobs["oldest"]).replace("'", '"')


def run_script(folder: Path, name: str, *arguments: str, **environ: str) -> list[str]:
    """Run a script of `.ci` with programs that only print their arguments, and return the output."""
    for program in ("python", "pip", "podman", "rm"):
        file = folder / program
        file.write_text(f'#!/bin/sh\necho {program} "$@"\n', "utf-8")
        file.chmod(0o755)
    variables = {"PATH": f"{folder}:{os.environ['PATH']}"} | environ
    done = subprocess.run(
        [str(ROOT / ".ci" / name), *arguments], env=variables, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_the_build_checks_the_version_of_a_tag(tmp_path: Path) -> None:
    built = ["rm -rf dist", "python -m build"]
    assert run_script(tmp_path, "build", "v1.2.0") == [*built, "python -m release check dist --tag v1.2.0"]
    assert run_script(tmp_path, "build") == [*built, "python -m release check dist"]


def test_the_image_is_pushed_only_on_request(tmp_path: Path) -> None:
    tried = "podman run --rm --read-only --network none a/b:1 --version"
    assert run_script(tmp_path, "image", "a/b:1", BASE="base:2") == [
        "podman build --build-arg BASE=base:2 --tag a/b:1 .",
        tried,
    ]
    pushed = "podman push --digestfile digest a/b:1"
    assert run_script(tmp_path, "image", "a/b:1", "digest") == ["podman build --tag a/b:1 .", tried, pushed]


def test_the_oldest_packages_are_installed_from_the_index_of_pip(tmp_path: Path) -> None:
    assert run_script(tmp_path, "install", "newest") == ["pip install .[dev]"]
    uv, install = run_script(tmp_path, "install", "oldest")
    assert uv == "python -m pip install uv"
    assert install.startswith(f"python -m uv pip install --python {tmp_path}/python --resolution lowest-direct ")
