"""Manifests that nothing makes any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import HELLO, PROJECT, Run, Tree, Write


@pytest.fixture
def project(write: Write, run: Run) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/a.yaml": HELLO, "pipelines/deep/b.yaml": HELLO})
    assert run("render").code == 0


def manifests(tree: Tree) -> list[str]:
    return [name for name in tree() if name.startswith("manifests/")]


@pytest.mark.usefixtures("project")
def test_a_pipeline_that_is_gone(run: Run, folder: Path, tree: Tree) -> None:
    (folder / "pipelines/deep/b.yaml").unlink()
    checked = run("render", "--check")
    assert checked.code == 1
    assert checked.err.startswith(
        "manifests/deep/b.yaml: error[orphaned-manifest]: the pipeline of this manifest, 'pipelines/deep/b.yaml', "
        "no longer exists\n"
    )
    kept = run("render")
    assert (kept.code, "manifests/deep/b.yaml: warning[orphaned-manifest]" in kept.err) == (0, True)
    assert "manifests/deep/b.yaml" in manifests(tree)
    assert run("render", "--prune").err == "1 manifest: 1 up to date, 1 removed\n"
    assert manifests(tree) == ["manifests/", "manifests/a.yaml"]
    assert run("render", "--check").code == 0


@pytest.mark.usefixtures("project")
def test_the_last_pipeline(run: Run, folder: Path, tree: Tree) -> None:
    for name in ("a.yaml", "deep/b.yaml"):
        (folder / "pipelines" / name).unlink()
    done = run("render", "--prune")
    assert done.code == 0
    assert "warning[no-pipelines]: no files match 'pipelines/'" in done.err
    assert manifests(tree) == ["manifests/"]


@pytest.mark.usefixtures("project")
def test_what_would_go_is_shown(run: Run, folder: Path) -> None:
    (folder / "pipelines/a.yaml").unlink()
    done = run("render", "--diff")
    assert done.code == 1
    assert done.out.startswith("--- a/manifests/a.yaml\n+++ /dev/null\n")


@pytest.mark.usefixtures("project")
def test_a_pipeline_that_moved(run: Run, folder: Path, tree: Tree) -> None:
    (folder / "pipelines/a.yaml").rename(folder / "pipelines/c.yaml")
    assert run("render", "--prune").err == "2 manifests: 1 written, 1 up to date, 1 removed\n"
    assert manifests(tree) == ["manifests/", "manifests/c.yaml", "manifests/deep/", "manifests/deep/b.yaml"]


@pytest.mark.usefixtures("project")
def test_an_output_that_moved(run: Run, write: Write, tree: Tree) -> None:
    write({"argogen.yaml": f"{PROJECT}output: manifests/{{name}}.argo.yaml\n"})
    done = run("render", "--check")
    assert "the pipeline of this manifest, 'pipelines/a.yaml', is now rendered to another file" in done.err
    run("render", "--prune")
    assert manifests(tree) == ["manifests/", "manifests/a.argo.yaml", "manifests/b.argo.yaml"]


def test_an_environment_that_is_gone(run: Run, write: Write, tree: Tree) -> None:
    write({"argogen.yaml": f"{PROJECT}environments: {{x: , y: , z: }}\n", "pipelines/a.yaml": HELLO})
    write({"argogen.yaml": f"{PROJECT}output: manifests/{{environment}}/{{path}}\nenvironments: {{x: , y: , z: }}\n"})
    run("render")
    write({"argogen.yaml": f"{PROJECT}output: manifests/{{environment}}/{{path}}\nenvironments: {{x: , y: }}\n"})
    assert run("render", "--env", "x", "--prune").err == "1 manifest: 1 up to date\n"
    assert run("render", "--prune").err == "2 manifests: 2 up to date, 1 removed\n"
    assert manifests(tree) == ["manifests/", "manifests/x/", "manifests/x/a.yaml", "manifests/y/", "manifests/y/a.yaml"]


@pytest.mark.usefixtures("project")
def test_a_change_by_hand_is_kept(run: Run, write: Write, folder: Path, tree: Tree) -> None:
    path = folder / "manifests/a.yaml"
    path.write_text(path.read_text() + "  priority: 3\n")
    (folder / "pipelines/a.yaml").unlink()
    write({"pipelines/deep/b.yaml": f"{HELLO}retry: 1\n"})
    before = tree()
    done = run("render", "--prune")
    assert (done.code, tree()) == (2, before)
    assert done.err.startswith("manifests/a.yaml: error[manually-edited-manifest]")
    assert run("render", "--prune", "--force").err == "1 manifest: 1 written, 1 removed\n"


@pytest.mark.usefixtures("project")
def test_only_what_is_this_projects_own(run: Run, write: Write, tree: Tree) -> None:
    """Files without a stamp, manifests of other projects and those that were rendered by hand stay."""
    write({".git/config": ""})  # in which the other project can write beside its directory
    write({"manifests/mine.yaml": "kind: ConfigMap\n", "tools/tool.yaml": f"{HELLO}image: x\n"})
    write({"team/argogen.yaml": f"{PROJECT}output: ../manifests/team/{{path}}\n", "team/pipelines/t.yaml": HELLO})
    run("render", "tools/tool.yaml", "-o", "manifests/tool.yaml")
    run("render", "-", "-o", "manifests/stdin.yaml", stdin=f"{HELLO}image: x\n")
    run("render", "--all-projects")
    before = tree()
    assert run("render", "--prune").code == 0
    assert tree() == before
    assert "manifests/team/t.yaml" in before


def test_prune_needs_a_project(run: Run, write: Write) -> None:
    write({"a.yaml": HELLO})
    assert run("render", "a.yaml", "--prune").code == 2
    assert run("render", "a.yaml", "-o", "b.yaml", "--prune").code == 2
