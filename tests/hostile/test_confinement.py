"""Paths in pipelines and projects may not lead out of the git work tree; those of the command line may."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import argogen
from tests.cli.conftest import HELLO, Run, Write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links as POSIX has them")
SECRET = "print('token-of-somebody')\n"
HEAD = "name: a\nimage: b\n"
PROJECT = "pipelines: pipelines/\ndefaults: {image: 'alpine:3.23'}\n"
DAG = "dag: {start_at: s, steps: {s: {type: dag, dag_definition: NAME, next: success}, success: {type: success}}}\n"
CONFIG = "executor: {type: argo, config: {image: 'alpine:3.23'}}\n"
TEMPLATE = '{% extends "argogen/constructs/container.yaml.j2" %}\n'

# How a file names another one: the files, with NAME for the path, and the command.
FORMS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "script": ({"repo/p/f.yaml": f"{HEAD}script: {{command: [python], file: 'NAME'}}\n"}, ("render", "repo/p/f.yaml")),
    "script in lint": ({"repo/p/f.yaml": f"{HEAD}script: {{command: [x], file: 'NAME'}}\n"}, ("lint", "repo/p/f.yaml")),
    "python": ({"repo/p/f.yaml": f"{HEAD}python: {{file: 'NAME', function: main}}\n"}, ("render", "repo/p/f.yaml")),
    "nested script": (
        {"repo/p/f.yaml": f"{HEAD}steps:\n- name: s\n  script: {{command: [python], file: 'NAME'}}\n"},
        ("render", "repo/p"),
    ),
    "script of a project": (
        {"repo/p/argogen.yaml": PROJECT, "repo/p/pipelines/f.yaml": "name: a\nscript: {command: [x], file: 'NAME'}\n"},
        ("render", "repo/p/pipelines/f.yaml"),
    ),
    "dag of runnable": (
        {"repo/p/f.yaml": DAG, "repo/p/c.yaml": CONFIG},
        ("render", "repo/p/f.yaml", "-c", "repo/p/c.yaml"),
    ),
}
PATHS = {
    "up": "../../secret.py",
    "absolute": "ABSOLUTE/secret.py",
    "link": "link.py",
    "link of a directory": "outside/secret.py",
    "through a link": "outside/../secret.py",
    "environment": "/proc/self/environ",
}


def write_forms(write: Write, folder: Path, form: str, path: str) -> tuple[str, ...]:
    files, arguments = FORMS[form]
    name = PATHS[path].replace("ABSOLUTE", str(folder))
    write({"secret.py": SECRET, "x/y": "", **{file: text.replace("NAME", name) for file, text in files.items()}})
    for below in ("repo/p", "repo/p/pipelines"):
        if (folder / below).is_dir():
            (folder / below / "link.py").symlink_to(folder / "secret.py")
            (folder / below / "outside").symlink_to(folder)
    return arguments


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", PATHS)
def test_a_file_outside_of_the_work_tree(run: Run, write: Write, folder: Path, form: str, path: str) -> None:
    arguments = write_forms(write, folder, form, path)
    (folder / "repo/.git").mkdir()
    done = run(*arguments)
    if path == "up" and "pipelines" in arguments[1]:
        return  # that is the directory of the repository
    assert done.code == (1 if "lint" in arguments else 2)
    if path != "through a link" or Path(folder, "secret.py").exists():
        assert "token-of-somebody" not in done.out + done.err
    assert f"is outside of the git work tree {folder}/repo" in done.err or "file not found" in done.err
    assert "outside-work-tree" in done.err or "missing-file" in done.err


@pytest.mark.parametrize("form", ["script", "script of a project"])
@pytest.mark.parametrize("path", ["absolute", "link", "link of a directory"])
def test_it_is_allowed_on_request(run: Run, write: Write, folder: Path, form: str, path: str) -> None:
    arguments = write_forms(write, folder, form, path)
    (folder / "repo/.git").mkdir()
    done = run(*arguments, "--allow-outside")
    assert (done.code, "token-of-somebody" in done.out) == (0, True)


def test_without_git_it_is_the_project_or_the_pipeline(run: Run, write: Write, folder: Path) -> None:
    script = "script: {command: [python], file: ../job.py}\n"
    write({"job.py": "print(1)\n", "f/f.yaml": f"{HEAD}{script}", "q/argogen.yaml": PROJECT, "q/job.py": "print(2)\n"})
    write({"q/pipelines/f.yaml": f"name: a\n{script}"})
    alone = run("render", "f/f.yaml")
    assert alone.code == 2
    assert f"../job.py: '../job.py' is outside of the directory of the pipeline {folder}/f" in alone.err
    assert "move it there, or allow other directories with --allow-outside" in alone.err
    assert "print(2)" in run("render", "q/pipelines/f.yaml").out


def test_within_the_work_tree_paths_may_go_up(run: Run, write: Write, folder: Path) -> None:
    (folder / ".git").write_text("gitdir: elsewhere\n")  # as in a worktree
    write({"lib/job.py": "print(1)\n", "p/f.yaml": f"{HEAD}script: {{command: [python], file: ../lib/job.py}}\n"})
    (folder / "p/link.py").symlink_to("../lib/job.py")
    write({"p/g.yaml": f"{HEAD}script: {{command: [python], file: link.py}}\n"})
    assert ["print(1)" in run("render", f"p/{name}.yaml").out for name in "fg"] == [True, True]


def test_the_git_directory(run: Run, write: Write) -> None:
    write({".git/config": "token-of-somebody\n", "f.yaml": f"{HEAD}script: {{command: [x], file: .git/config}}\n"})
    done = run("render", "f.yaml")
    assert (done.code, "'.git/config' is in the git directory" in done.err) == (2, True)
    assert "token-of-somebody" not in done.out + done.err


PROJECTS = {
    "output": "pipelines: pipelines/\noutput: ../out/{path}\n",
    "output of an environment": "pipelines: pipelines/\nenvironments: {a: {output: '/tmp/{path}'}}\n",
    "output through a link": "pipelines: pipelines/\noutput: outside/{path}\n",
    "output in the git directory": "pipelines: pipelines/\noutput: .git/hooks/{name}\n",
    "templates": "pipelines: pipelines/\ntemplates: [outside/t]\n",
    "templates above": "pipelines: pipelines/\ntemplates: ../t\n",
    "pack": "pipelines: pipelines/\npacks: {a: {path: ../pack}}\n",
    "pipelines": "pipelines: ../other/\n",
    "glob of pipelines": "pipelines: outside/other/*.yaml\n",
    "link of a pipeline": "pipelines: links/\n",
}


@pytest.mark.parametrize("name", PROJECTS)
@pytest.mark.parametrize("command", ["render", "lint"])
def test_paths_of_a_project(
    run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, command: str
) -> None:
    hello = f"image: b\n{HELLO}"
    write({"repo/argogen.yaml": PROJECTS[name], "repo/pipelines/f.yaml": hello, "repo/.git/config": "", "out/x": ""})
    write({"t/constructs/container.yaml.j2": TEMPLATE, "pack/argogen-pack.yaml": "name: a\n", "other/a.yaml": hello})
    (folder / "repo/outside").symlink_to("..")
    (folder / "repo/links").mkdir()
    (folder / "repo/links/f.yaml").symlink_to(folder / "other/a.yaml")
    monkeypatch.chdir(folder / "repo")
    done = run(command)
    if command == "render" or "output" not in name:
        assert done.code in (1, 2)
        assert "argogen.yaml:" in done.err
        assert "error[outside-work-tree]" in done.err
    assert list((folder / "out").iterdir()) == [folder / "out/x"]
    assert not (folder / "repo/.git/hooks").exists()


@pytest.mark.parametrize("output", ["argogen.yaml", "pipelines/f.yaml", "./pipelines/../argogen.yaml"])
def test_outputs_that_are_inputs(run: Run, write: Write, folder: Path, output: str) -> None:
    files = {
        "argogen.yaml": f"pipelines: pipelines/f.yaml\noutput: {output}\n",
        "pipelines/f.yaml": f"image: b\n{HELLO}",
    }
    write(files)
    done = run("render", "--force")
    assert (done.code, "error[invalid-output]: the output would overwrite" in done.err) == (2, True)
    assert {name: (folder / name).read_text() for name in files} == files


def test_links_in_a_directory_of_others(run: Run, write: Write, folder: Path) -> None:
    write({"secret.yaml": "token: of-somebody\n: :\n", "repo/a.yaml": f"image: b\n{HELLO}", "repo/.git/config": ""})
    (folder / "repo/b.yaml").symlink_to("../secret.yaml")
    for command in ("render", "lint"):
        done = run(command, "repo")
        assert done.code == 2 or "outside-work-tree" in done.err
        assert "of-somebody" not in done.out + done.err


def test_paths_of_the_command_line_may_be_anywhere(run: Run, write: Write, folder: Path) -> None:
    write({"repo/.git/config": "", "repo/f.yaml": f"image: b\nparameters: {{who: x}}\n{HELLO}", "out/x": ""})
    write({"t/constructs/container.yaml.j2": TEMPLATE, "p.yaml": "who: me\n"})
    (folder / "link.yaml").symlink_to("repo/f.yaml")
    assert run("render", "repo/f.yaml", "-p", "p.yaml", "--templates", "t", "-o", "out/f.yaml").code == 0
    assert run("render", "link.yaml", "-o", "out/g.yaml").code == 0


def test_the_library_confines_paths_too(write: Write, folder: Path) -> None:
    write({"secret.py": SECRET, "repo/f.yaml": f"{HEAD}script: {{command: [x], file: ../secret.py}}\n"})
    found = argogen.render("repo/f.yaml")
    assert [each.code for each in found.diagnostics] == ["outside-work-tree"]
    assert "token-of-somebody" in argogen.Session(allow_outside=True).render("repo/f.yaml").text
