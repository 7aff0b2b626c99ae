"""Project files: the directories in which they are searched, and their diagnostics."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.diagnostics import InvalidInputError, format_text
from argogen.host import Host
from argogen.project.find import find_project_file
from argogen.project.project import Project, ProjectEnvironment, read_project

PYPROJECT = """\
[project]
name = "etl"

[tool.argogen]
pipelines = "pipelines/"
vars = {tag = 3.10}

[tool.argogen.defaults]
image = "alpine:3.23"
retry.limit = 2

[tool.argogen.environments."prod-1"]
vars.tag = "1.4"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def complain(folder: Path, text: str, name: str = "argogen.yaml") -> list[str]:
    """Return the diagnostics of a project file."""
    with pytest.raises(InvalidInputError) as caught:
        read_project(write(folder, name, text), Host(working_directory=Path.cwd()))
    return [line for fault in caught.value.diagnostics for line in format_text(fault).splitlines()]


def test_the_nearest_one_above_counts(folder: Path) -> None:
    outer, inner = (write(folder, name, "pipelines: x\n") for name in ("argogen.yaml", "a/b/argogen.yaml"))
    (folder / "a/b/c/d").mkdir(parents=True)
    assert find_project_file(folder / "a/b/c/d") == inner
    assert find_project_file(folder / "a") == outer
    assert find_project_file(folder.parent) is None


def test_a_pyproject_counts_if_it_has_the_table(folder: Path) -> None:
    outer = write(folder, "pyproject.toml", PYPROJECT)
    write(folder, "a/pyproject.toml", "[tool.argogenerator]\n# [tool.argogen] one day\n")
    assert find_project_file(folder / "a") == outer
    assert find_project_file(write(folder, "argogen.yaml", "pipelines: x\n").parent) == folder / "argogen.yaml"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("[ tool . argogen ]\n", True),
        ('[tool."argogen".defaults]\n', True),
        ('tool.argogen.pipelines = "x"\n', True),
        ("[tool]\nother = 3\n\nargogen = {}\n", True),
        ("[tool]\n[other]\nargogen = {}\n", False),
        ("[tool.argogen-extra]\n", False),
        ('dependencies = ["argogen"]\n', False),
    ],
)
def test_forms_of_the_table(folder: Path, text: str, counts: bool) -> None:
    file = write(folder, "pyproject.toml", text)
    assert find_project_file(folder) == (file if counts else None)


def test_reads_a_pyproject(folder: Path) -> None:
    project = read_project(write(folder, "pyproject.toml", PYPROJECT), Host(working_directory=Path.cwd()))
    assert project.environments == ("prod-1",)
    assert project.document.data["defaults"] == {"image": "alpine:3.23", "retry": {"limit": 2}}
    assert project.document.number_spellings == {("vars", "tag"): "3.10"}


def test_places_in_a_pyproject(folder: Path) -> None:
    text = PYPROJECT.replace("vars = {tag = 3.10}", "vars = 3").replace('vars.tag = "1.4"', 'imgae = "x"\noutput = 3')
    assert complain(folder, text, "pyproject.toml") == [
        "pyproject.toml:6:8: error[wrong-type]: expected a mapping, found number 3",
        "    6 | vars = 3",
        "      |        ^ use a value such as {registry: ghcr.io/acme}",
        "pyproject.toml:13:1: error[unknown-key]: 'imgae' is not a key of an environment",
        '   13 | imgae = "x"',
        "      | ^^^^^ known keys: pipelines, output, argo_version, vars, defaults, profiles, runnable",
        "pyproject.toml:14:10: error[wrong-type]: expected a string, found number 3",
        "   14 | output = 3",
        '      |          ^ quote it: "3"',
    ]


def test_a_text_that_is_no_toml(folder: Path) -> None:
    found = complain(folder, "[tool.argogen]\npipelines = pipelines/\n", "pyproject.toml")
    assert found == [
        "pyproject.toml:2:13: error[invalid-toml]: Invalid value",
        "    2 | pipelines = pipelines/",
        "      |             ^",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "argogen.yaml: error[empty-file]: the project file is empty"),
        ("# pipelines: x\n", "argogen.yaml: error[empty-file]: the project file is empty"),
        (
            "pipelines: x\n---\npipelines: y\n",
            "argogen.yaml:3:1: error[multiple-project-documents]: a project file must be a single document",
        ),
        ("- x\n", "argogen.yaml:1:1: error[wrong-type]: expected a mapping, found a list"),
        ("pipeline: x\n", "argogen.yaml:1:1: error[unknown-key]: 'pipeline' is not a key of a project file"),
        ("pipelines: [x\n", "argogen.yaml:1:12: error[invalid-yaml]: missing closing ']'"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(folder: Path, text: str, said: str) -> None:
    assert complain(folder, text)[0].startswith(said)


def project_environment(folder: Path, text: str, environment: str | None = None) -> ProjectEnvironment:
    project = read_project(write(folder, "argogen.yaml", text), Host(working_directory=Path.cwd()))
    return project.in_environment(environment)


def test_an_environment_comes_over_the_project(folder: Path) -> None:
    text = "pipelines: a\nargo_version: '3.6'\nenvironments: {x: {argo_version: '4.0.7', output: o/{path}}, y: }\n"
    x, y = (project_environment(folder, text.replace("o/{path}", '"o/{path}"'), name) for name in "xy")
    assert (str(x.argo_version), x.output) == ("4.0.7", "o/{path}")
    assert (str(y.argo_version), y.output) == ("3.6", "manifests/{environment}/{path}")
    assert project_environment(folder, "pipelines: a\n").output == "manifests/{path}"


def test_the_digest_is_of_what_applies(folder: Path) -> None:
    base = "pipelines: a\ndefaults: {image: x}\nenvironments: {x: {vars: {n: 1}}, y: {vars: {n: 2}}}\n"
    same = ["# why\n" + base, base.replace("n: 2", "n: 3"), base.replace("pipelines: a", "pipelines: b")]
    other = [base.replace("n: 1", "n: 1.0"), base.replace("image: x", "image: y"), base.replace("n: 1", "n: 0x1")]
    digest = project_environment(folder, base, "x").digest
    assert {project_environment(folder, text, "x").digest for text in same} == {digest}
    assert len({digest, *(project_environment(folder, text, "x").digest for text in other)}) == 4
    assert project_environment(folder, base, "y").digest != digest


def test_a_project_is_where_its_file_is(folder: Path) -> None:
    project = read_project(write(folder, "a/argogen.yaml", "pipelines: x\n"), Host(working_directory=Path.cwd()))
    assert isinstance(project, Project)
    assert project.folder == folder / "a"
