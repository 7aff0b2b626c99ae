"""The hooks, as pre-commit runs them in git repositories that use this one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.git.identity import NOBODY

pytestmark = pytest.mark.slow  # installs the hooks in a separate environment

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "pipelines: pipelines/\ntemplates: templates/\ndefaults: {image: alpine:3.23}\n"
HELLO = "name: hello\nrun: echo hello\n"
TEMPLATE = '{% extends "argogen/constructs/container.yaml.j2" %}\n'
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist")

Done = subprocess.CompletedProcess[str]


class Repository:
    """A git repository with the hooks installed."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.folder = folder
        self._environ = environ

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    def read(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def run(self, *command: str) -> Done:
        return subprocess.run(
            command, cwd=self.folder, env=self._environ, capture_output=True, text=True, timeout=600, check=False
        )

    def git(self, *arguments: str) -> str:
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def commit(self, *arguments: str) -> Done:
        """Commit the staged files, or those in the arguments."""
        return self.run("git", "commit", "-m", "change", *arguments)


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which git and pre-commit know nothing of this machine's user."""
    left_out = ("GIT_", "PRE_COMMIT", "PYTHON", "VIRTUAL_ENV")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    own = {
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    return {**inherited, **NOBODY, **own}


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, environ: dict[str, str]) -> Repository:
    """This checkout as a separate repository, at one commit."""
    repository = Repository(tmp_path_factory.mktemp("hooks") / "argogen", environ)
    shutil.copytree(ROOT, repository.folder, ignore=LEFT_OUT)
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", repository.folder)
    repository.git("init", "-q")
    repository.git("add", "-A")
    repository.git("commit", "-qm", "all")
    return repository


def test_the_manifest_of_the_hooks_and_the_shown_configurations_are_valid(tmp_path: Path) -> None:
    page = (ROOT / "docs/how-to/pre-commit.md").read_text("utf-8")
    shown = re.findall(r"(?s)```yaml file=\.pre-commit-config\.yaml\n(.*?)```", page)
    manifest = ROOT / ".pre-commit-hooks.yaml"
    files = [("validate-manifest", manifest)]
    for number, text in enumerate(shown):
        files.append(("validate-config", tmp_path / f"{number}.yaml"))
        files[-1][1].write_text(text, "utf-8")
    assert len(files) == 3
    for command, file in files:
        validate = [sys.executable, "-m", "pre_commit", command, str(file)]
        done = subprocess.run(validate, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
    used = {name for text in shown for name in re.findall(r"id: (\S+)", text)}
    assert used <= set(re.findall(r"id: (\S+)", manifest.read_text("utf-8")))


def make_team(team: str) -> dict[str, str]:
    return {
        f"{team}/argogen.yaml": PROJECT,
        f"{team}/pipelines/hello.yaml": HELLO,
        f"{team}/pipelines/other.yaml": HELLO.replace("hello", "other"),
        f"{team}/templates/constructs/container.yaml.j2": TEMPLATE,
    }


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory, environ: dict[str, str], hooks: Repository) -> Repository:
    """A repository with two projects that uses all three hooks, where everything is rendered and committed."""
    repository = Repository(tmp_path_factory.mktemp("ready") / "pipelines", environ)
    repository.folder.mkdir()
    revision = hooks.git("rev-parse", "HEAD").strip()
    ids = "".join(f"  - id: {name}\n" for name in ("argogen-render", "argogen-check", "argogen-lint"))
    config = f"repos:\n- repo: {hooks.folder.as_uri()}\n  rev: {revision}\n  hooks:\n{ids}"
    repository.write({".pre-commit-config.yaml": config, **make_team("a"), **make_team("b")})
    repository.git("init", "-q", "-b", "main")
    installed = repository.run(sys.executable, "-m", "pre_commit", "install", "--install-hooks")
    if installed.returncode:
        said = installed.stdout + installed.stderr
        if "No matching distribution" in said or "connection" in said.lower():
            pytest.skip(f"NOTHING WAS TRIED: the package index cannot be reached: {said[-300:]}")
        pytest.fail(said)
    repository.git("add", "-A")
    first = repository.commit()
    assert first.returncode == 1, first.stdout + first.stderr  # the manifests have been written, and are not in it
    repository.git("add", "-A")
    second = repository.commit()
    assert second.returncode == 0, second.stdout + second.stderr
    return repository


@pytest.fixture
def repository(ready: Repository, tmp_path: Path, environ: dict[str, str]) -> Repository:
    """A copy of it for each test."""
    shutil.copytree(ready.folder, tmp_path / "pipelines", symlinks=True)
    return Repository(tmp_path / "pipelines", environ)


def commit_twice(repository: Repository, *changed: str) -> Done:
    """Commit everything: the hooks bring these files up to date and stop the commit; the next one goes through."""
    repository.git("add", "-A")
    first = repository.commit()
    assert first.returncode == 1, first.stdout + first.stderr
    said = first.stdout + first.stderr
    assert "Failed" in said
    assert [name for name in changed if f"{name}: written" not in said and f"{name}: removed" not in said] == []
    status = repository.git("status", "--porcelain").splitlines()
    assert sorted(line[3:] for line in status if line[1] != " ") == sorted(changed)
    repository.git("add", "-A")
    second = repository.commit()
    assert second.returncode == 0, second.stdout + second.stderr
    assert repository.git("status", "--porcelain") == ""
    return first


def test_a_changed_pipeline(repository: Repository) -> None:
    repository.write({"a/pipelines/hello.yaml": HELLO.replace("echo", "printf")})
    commit_twice(repository, "a/manifests/hello.yaml")
    assert "printf" in repository.read("a/manifests/hello.yaml")


def test_a_changed_template(repository: Repository) -> None:
    block = "{% block head %}\n${{ super() }}\ndaemon: true\n{% endblock %}\n"
    repository.write({"b/templates/constructs/container.yaml.j2": TEMPLATE + block})
    commit_twice(repository, "b/manifests/hello.yaml", "b/manifests/other.yaml")
    assert "daemon: true" in repository.read("b/manifests/hello.yaml")


def test_a_changed_default(repository: Repository) -> None:
    repository.write({"a/argogen.yaml": PROJECT.replace("3.23", "3.22")})
    commit_twice(repository, "a/manifests/hello.yaml", "a/manifests/other.yaml")


def test_a_manifest_that_was_changed_by_hand(repository: Repository) -> None:
    edited = repository.read("a/manifests/hello.yaml") + "  priority: 3\n"
    repository.write({"a/manifests/hello.yaml": edited})
    done = repository.commit("-a")
    assert done.returncode == 1
    assert "a/manifests/hello.yaml: error[manually-edited-manifest]" in done.stdout + done.stderr
    assert repository.read("a/manifests/hello.yaml") == edited


def test_a_deleted_pipeline(repository: Repository) -> None:
    """A commit that only deletes passes no files to hooks."""
    repository.git("rm", "-q", "a/pipelines/hello.yaml")
    commit_twice(repository, "a/manifests/hello.yaml")
    assert not (repository.folder / "a/manifests/hello.yaml").exists()


def test_a_renamed_pipeline(repository: Repository) -> None:
    repository.git("mv", "a/pipelines/hello.yaml", "b/pipelines/bye.yaml")
    commit_twice(repository, "a/manifests/hello.yaml", "b/manifests/bye.yaml")
    assert repository.git("ls-files", "a/manifests", "b/manifests").splitlines() == [
        "a/manifests/other.yaml",
        "b/manifests/bye.yaml",
        "b/manifests/hello.yaml",
        "b/manifests/other.yaml",
    ]


def test_a_new_pipeline_whose_manifest_is_not_added(repository: Repository) -> None:
    repository.write({"a/pipelines/new.yaml": HELLO.replace("hello", "new")})
    repository.git("add", "a/pipelines/new.yaml")
    assert repository.commit().returncode == 1
    again = repository.commit()
    assert again.returncode == 1
    assert "a/manifests/new.yaml: error[untracked-manifest]" in again.stdout + again.stderr
    repository.git("add", "a/manifests/new.yaml")
    assert repository.commit().returncode == 0


def test_drafts_that_are_not_part_of_the_commit(repository: Repository) -> None:
    """Whether they are new, or changes that are not staged."""
    repository.write({"a/pipelines/draft.yaml": "name: draft\nrnu: not yet\n", "README": "read me\n"})
    repository.write({"b/pipelines/hello.yaml": "name: hello\nrnu: not yet\n"})
    repository.git("add", "README")
    done = repository.commit()
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (repository.folder / "a/manifests/draft.yaml").exists()
    assert "rnu" in repository.read("b/pipelines/hello.yaml")


def test_lint_looks_at_what_the_files_touch(repository: Repository) -> None:
    warned = "argo: {newField: 1}\n"
    repository.write({f"{team}/pipelines/hello.yaml": HELLO + warned for team in "ab"})
    run = [sys.executable, "-m", "pre_commit", "run", "argogen-lint", "--files"]
    one = repository.run(*run, "a/pipelines/hello.yaml", "a/pipelines/other.yaml")
    assert one.returncode == 1
    said = "a/pipelines/hello.yaml:1:1: warning[AG801 unknown-field]"
    assert (said in one.stdout, "b/" in one.stdout) == (True, False)
    assert repository.run(*run, "a/pipelines/other.yaml", ".pre-commit-config.yaml").returncode == 0
    whole = repository.run(*run, "a/argogen.yaml", "b/templates/constructs/container.yaml.j2")
    assert ("a/pipelines/hello.yaml:1:1" in whole.stdout, "b/pipelines/hello.yaml:1:1" in whole.stdout) == (True, True)


def test_lint_reports_once_for_many_files(repository: Repository) -> None:
    """Unless it runs alone, pre-commit gives the files to several processes, each of which lints the whole project."""
    names = [f"a/pipelines/{number}.yaml" for number in range(300)]
    repository.write(dict.fromkeys(names, HELLO))
    repository.write({"a/pipelines/hello.yaml": f"{HELLO}argo: {{newField: 1}}\n"})
    run = [sys.executable, "-m", "pre_commit", "run", "argogen-lint", "--files"]
    done = repository.run(*run, "a/argogen.yaml", *names)
    assert done.returncode == 1
    assert done.stdout.count("warning[AG801 unknown-field]") == 1
    assert done.stdout.count(" files: ") == 1


def try_repo(repository: Repository, hooks: Repository) -> Done:
    repository.git("add", "-A")
    return repository.run(sys.executable, "-m", "pre_commit", "try-repo", str(hooks.folder), "argogen-render")


@pytest.mark.slow
def test_try_repo_with_all_that_can_change(repository: Repository, hooks: Repository) -> None:
    """A pipeline, a template and a default are changed, and a pipeline is deleted."""
    block = "{% block head %}\n${{ super() }}\ndaemon: true\n{% endblock %}\n"
    repository.write({"a/pipelines/hello.yaml": HELLO.replace("echo", "printf")})
    repository.git("rm", "-q", "a/pipelines/other.yaml")
    repository.write({"b/templates/constructs/container.yaml.j2": TEMPLATE + block})
    repository.write({"b/argogen.yaml": PROJECT.replace("3.23", "3.22")})
    done = try_repo(repository, hooks)
    assert done.returncode == 1
    assert "3 manifests: 3 written, 1 removed" in done.stdout
    assert "printf" in repository.read("a/manifests/hello.yaml")
    assert not (repository.folder / "a/manifests/other.yaml").exists()
    for name in ("hello", "other"):
        manifest = repository.read(f"b/manifests/{name}.yaml")
        assert ("daemon: true" in manifest, "alpine:3.22" in manifest) == (True, True)


@pytest.mark.slow
def test_try_repo_with_a_manifest_that_was_changed_by_hand(repository: Repository, hooks: Repository) -> None:
    edited = repository.read("a/manifests/hello.yaml") + "  priority: 3\n"
    repository.write({"a/manifests/hello.yaml": edited})
    done = try_repo(repository, hooks)
    assert (done.returncode, "a/manifests/hello.yaml: error[manually-edited-manifest]" in done.stdout) == (1, True)
    assert repository.read("a/manifests/hello.yaml") == edited
