"""Which projects and pipelines a run on projects is about; the repositories are real ones."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import HELLO, PROJECT, Git, Run, Tree, Write, start

BY_FILE = "name: by-file\nscript: {command: [python], file: jobs/job.py}\n"


@pytest.fixture
def repository(write: Write, run: Run, git: Git) -> None:
    """A repository with two projects, rendered and committed on `main`."""
    for team in ("a", "b"):
        write({f"{team}/argogen.yaml": PROJECT, f"{team}/pipelines/hello.yaml": HELLO})
    write({"a/pipelines/by-file.yaml": BY_FILE, "a/pipelines/jobs/job.py": "print(1)\n"})
    assert run("render", "--all-projects").code == 0
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "all")


def said(run: Run, *arguments: str) -> list[str]:
    """The manifests that are not up to date, by their paths."""
    done = run("render", "--check", "--all-projects", *arguments)
    assert done.code in (0, 1), done.err
    return [line.partition(":")[0] for line in done.err.splitlines() if ": error[" in line]


@pytest.mark.usefixtures("repository")
def test_all_projects(run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"a/pipelines/hello.yaml": f"{HELLO}retry: 1\n", "b/pipelines/hello.yaml": f"{HELLO}retry: 1\n"})
    write({".hidden/argogen.yaml": PROJECT, ".hidden/pipelines/hello.yaml": HELLO})
    assert said(run) == ["a/manifests/hello.yaml", "b/manifests/hello.yaml"]
    monkeypatch.chdir(folder / "a/pipelines")
    assert run("render", "--all-projects").err == "2 manifests: 1 written, 1 up to date\n"


def test_projects_inside_of_projects_are_their_own(run: Run, write: Write, tree: Tree) -> None:
    write({"argogen.yaml": "pipelines: .\ndefaults: {image: outer}\n", "hello.yaml": HELLO})
    write({"team/argogen.yaml": "pipelines: .\ndefaults: {image: inner}\n", "team/hello.yaml": HELLO})
    assert run("render", "--all-projects").err == "2 manifests: 2 written\n"
    made = {name: text for name, text in tree().items() if "manifests/" in name and name.endswith(".yaml")}
    assert {name: b"image: inner" in text for name, text in made.items()} == {
        "manifests/hello.yaml": False,
        "team/manifests/hello.yaml": True,
    }
    assert run("render", "--all-projects", "--check").code == 0


@pytest.mark.usefixtures("repository")
def test_changed(run: Run, write: Write) -> None:
    assert said(run, "--changed") == []
    assert run("render", "--all-projects", "--changed").err == "0 manifests: nothing to do\n"
    write({"b/pipelines/hello.yaml": f"{HELLO}retry: 1\n", "a/pipelines/jobs/job.py": "print(2)\n"})
    assert said(run, "--changed") == ["a/manifests/by-file.yaml", "b/manifests/hello.yaml"]
    write({"b/pipelines/new.yaml": HELLO})
    assert "b/manifests/new.yaml" in said(run, "--changed")


@pytest.mark.usefixtures("repository")
def test_changed_looks_through_configuration_and_templates(run: Run, write: Write, git: Git) -> None:
    write({"a/argogen.yaml": PROJECT.replace("3.23", "3.22")})
    assert said(run, "--changed") == ["a/manifests/by-file.yaml", "a/manifests/hello.yaml"]
    git("checkout", "-q", ".")
    write({"b/argogen.yaml": f"{PROJECT}templates: ours\n", "b/ours/fields/env.yaml.j2": "{# nothing #}\n"})
    run("render", "--all-projects")
    git("add", "-A")
    git("commit", "-qm", "templates")
    write({"b/ours/fields/container.yaml.j2": "image: ours\n"})
    assert said(run, "--changed") == ["b/manifests/hello.yaml"]


@pytest.mark.usefixtures("repository")
def test_changed_sees_a_manifest_that_was_changed_by_hand(run: Run, folder: Path) -> None:
    path = folder / "a/manifests/hello.yaml"
    path.write_text(path.read_text().replace("hello", "bye"))
    assert said(run, "--changed") == ["a/manifests/hello.yaml"]


@pytest.mark.usefixtures("repository")
def test_since_a_branch(run: Run, write: Write, git: Git) -> None:
    git("checkout", "-qb", "work")
    write({"a/pipelines/hello.yaml": f"{HELLO}retry: 1\n"})
    git("commit", "-qam", "work")
    git("checkout", "-q", "main")
    write({"b/pipelines/hello.yaml": f"{HELLO}retry: 1\n"})
    git("commit", "-qam", "beside")
    git("checkout", "-q", "work")
    assert said(run, "--changed") == []
    assert said(run, "--since", "main") == ["a/manifests/hello.yaml"]
    assert said(run, "--changed", "--since", "HEAD~1") == ["a/manifests/hello.yaml"]


@pytest.mark.usefixtures("repository")
def test_a_shallow_clone(run: Run, write: Write, folder: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"a/pipelines/hello.yaml": f"{HELLO}retry: 1\n"})
    git("commit", "-qam", "one")
    git("clone", "-q", "--depth", "1", f"file://{folder}", "shallow")
    monkeypatch.chdir(folder / "shallow")
    done = run("render", "--check", "--all-projects", "--since", "HEAD~1")
    assert done.code == 2
    assert "error[unknown-revision]: unknown git revision 'HEAD~1'" in done.err


def test_before_the_first_commit(run: Run, write: Write, git: Git) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/hello.yaml": HELLO})
    git("init", "-q")
    git("add", "-A")
    assert said(run, "--changed") == ["manifests/hello.yaml"]


@pytest.mark.parametrize("revision", ["nope", "--output=x", "-h", ""])
@pytest.mark.usefixtures("repository")
def test_a_revision_that_is_none(run: Run, tree: Tree, revision: str) -> None:
    before = tree()
    done = run("render", "--all-projects", f"--since={revision}")
    assert (done.code, tree()) == (2, before)
    assert f"error[unknown-revision]: unknown git revision '{revision}'" in done.err


def test_without_a_repository(run: Run, write: Write) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/hello.yaml": HELLO})
    for option in ("--changed", "--tracked"):
        done = run("render", option)
        assert done.code == 2
        assert "error[not-a-git-repository]: this directory is not in a git repository" in done.err


def test_without_git(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/hello.yaml": HELLO})
    monkeypatch.setenv("PATH", "")
    (Path.cwd() / ".git").mkdir()
    done = run("render", "--changed")
    assert done.code == 2
    assert "error[" in done.err


@pytest.mark.usefixtures("repository")
def test_touched(run: Run, write: Write) -> None:
    write({"b/pipelines/hello.yaml": f"{HELLO}retry: 1\n", "a/pipelines/jobs/job.py": "print(2)\n"})
    done = run("render", "--touched", "a/pipelines/jobs/job.py", "a/pipelines/none.yaml", "README")
    assert (done.code, done.err) == (0, "1 manifest: 1 written\n")
    assert run("render", "--touched").err == "0 manifests: nothing to do\n"
    linted = run("lint", "--touched", "a/pipelines/jobs/job.py")
    assert linted.err.endswith("1 file: 1 note\n")  # there is no Python in alpine
    assert run("lint", "--touched", "a/argogen.yaml", "b/pipelines/hello.yaml").err.endswith("3 files: 1 note\n")


@pytest.mark.parametrize("split_at", [2, *(pytest.param(number, marks=pytest.mark.slow) for number in (0, 1, 3))])
@pytest.mark.usefixtures("repository")
def test_touched_files_in_any_split_at_once(run: Run, write: Write, folder: Path, split_at: int) -> None:
    """As pre-commit passes files: some to one process, some to another, at the same time."""
    names = ("hello.yaml", "by-file.yaml", "jobs/job.py")
    files = [*(f"a/pipelines/{name}" for name in names), "b/pipelines/hello.yaml"]
    write({name: f"{HELLO}retry: 7\n" for name in files if "hello" in name})
    write({"a/pipelines/jobs/job.py": "print(7)\n"})
    splits = [split for split in (files[:split_at], files[split_at:]) if split]
    processes = [start(folder, "render", "--touched", *split) for split in splits]
    assert [process.wait(60) for process in processes] == [0] * len(processes)
    assert run("render", "--check", "--all-projects").code == 0
    for process in processes:
        process.communicate()


@pytest.mark.usefixtures("repository")
def test_branches_that_changed_the_same_manifest(run: Run, write: Write, git: Git, folder: Path) -> None:
    """Where git cannot merge two manifests, rendering again does."""
    for branch, text in (("one", "env: {A: 1}\n"), ("two", "env: {B: 1}\n")):
        git("checkout", "-q", "main", "-b", branch)
        write({"a/pipelines/hello.yaml": HELLO + text})
        run("render", "--all-projects")
        git("commit", "-qam", branch)
    with pytest.raises(subprocess.CalledProcessError):
        git("merge", "-q", "one")
    assert "<<<<<<<" in (folder / "a/manifests/hello.yaml").read_text()
    write({"a/pipelines/hello.yaml": f"{HELLO}env: {{A: 1, B: 1}}\n"})
    assert run("render", "--all-projects").code == 0
    assert "<<<<<<<" not in (folder / "a/manifests/hello.yaml").read_text()


@pytest.mark.usefixtures("repository")
def test_tracked(run: Run, write: Write, git: Git, folder: Path) -> None:
    write({"a/pipelines/draft.yaml": "name: draft\nrnu: not yet\n"})
    assert run("render", "--all-projects").code == 2
    assert run("render", "--all-projects", "--tracked").err == "3 manifests: 3 up to date\n"
    write({"a/pipelines/draft.yaml": HELLO})
    git("add", "-N", "a/pipelines/draft.yaml")
    done = run("render", "--all-projects", "--tracked")
    assert (done.code, done.err.splitlines()[-1]) == (1, "4 manifests: 1 written, 3 up to date")
    assert done.err.startswith("a/manifests/draft.yaml: error[untracked-manifest]: the manifest is not tracked by git")
    assert run("render", "--all-projects", "--tracked", "--check").code == 1
    git("add", "a/manifests/draft.yaml")
    assert run("render", "--all-projects", "--tracked", "--check").code == 0
    git("rm", "-q", "--cached", "b/pipelines/hello.yaml")
    assert (folder / "b/pipelines/hello.yaml").exists()
    assert "1 orphaned" in run("render", "--all-projects", "--tracked", "--check").err


@pytest.mark.parametrize("command", ["render", "lint"])
def test_wrong_use(run: Run, write: Write, command: str) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/hello.yaml": HELLO})
    for arguments in (["--changed", "pipelines"], ["--tracked", "pipelines"], ["--touched", "--changed"]):
        done = run(command, *arguments)
        assert done.code == 2
        assert "Error: " in done.err
