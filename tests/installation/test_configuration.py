"""The project, and what its configuration requires."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.host import Host
from argogen.installation import programs
from argogen.installation.configuration import inspect_project
from argogen.installation.finding import Item, Status

GIT, NO_GIT = Item("git", "2.39.2"), Item("git", "not installed", Status.MISSING)


@pytest.fixture(autouse=True)
def _without_linters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find_tool", lambda _name, _environ: None)


def inspect(folder: Path, project: str, git: Item = GIT) -> dict[str, Item]:
    (folder / "argogen.yaml").write_text(project)
    return {item.name: item for item in inspect_project(Host(working_directory=folder), git).items}


def list_required(found: dict[str, Item]) -> dict[str, str]:
    return {name: item.value for name, item in found.items() if item.status is Status.REQUIRED}


def test_no_project(tmp_path: Path) -> None:
    section = inspect_project(Host(working_directory=tmp_path), GIT)
    assert [(item.value, item.status) for item in section.items] == [("none in this directory or above", Status.OK)]


def test_a_project_with_environments(tmp_path: Path) -> None:
    project = "pipelines: p/\nenvironments: {staging: {}, production: {}}\n"
    (tmp_path / ".shellcheckrc").write_text("")
    found = inspect(tmp_path, project)
    assert found["project file"].value == str(tmp_path / "argogen.yaml")
    assert found["environments"].value == "staging, production"
    assert found[".shellcheckrc"].value == str(tmp_path / ".shellcheckrc")
    assert list_required(found) == {}


@pytest.mark.parametrize(
    ("project", "git", "required"),
    [
        ("packs: {acme: {path: pack}}", NO_GIT, {"pack acme": "argogen.yaml:2: no pack found in 'pack'"}),
        (
            "packs: {acme: {git: x, ref: v1}}",
            GIT,
            {"pack acme": "argogen.yaml:2: pack 'acme' at 'v1' is not in argogen.lock"},
        ),
        (
            "lint: {scripts: required}",
            GIT,
            {name: f"'scripts: required' in 'lint' requires {name}" for name in ("shellcheck", "ruff")},
        ),
        ("lint: {scripts: on}", GIT, {}),
        ("lint: {ignore: [ACME001]}", GIT, {"rule": "unknown rule 'ACME001'"}),
        ("lint: {paths: {p/: {severities: {acme-image: error}}}}", GIT, {"rule": "unknown rule 'acme-image'"}),
        ("lint: {ignore: [AG503], select: [all]}", GIT, {}),
        ("pipeline: x", GIT, {"configuration": "argogen.yaml:2: 'pipeline' is not a key of a project file"}),
    ],
)
def test_what_is_missing(tmp_path: Path, project: str, git: Item, required: dict[str, str]) -> None:
    found = inspect(tmp_path, f"pipelines: p/\n{project}\n", git)
    assert list_required(found) == required
    assert all(found[name].hint for name in required)


def test_files_that_do_not_exist(tmp_path: Path) -> None:
    found = inspect(tmp_path, "pipelines: p/\ntemplates: own/\nrunnable: {configuration: c.yaml}\n")
    assert set(list_required(found)) == {"templates", "configuration"}
    (tmp_path / "own").mkdir()
    (tmp_path / "c.yaml").write_text("")
    assert list_required(inspect(tmp_path, "pipelines: p/\ntemplates: own/\nrunnable: {configuration: c.yaml}\n")) == {}
