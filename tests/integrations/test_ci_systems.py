"""The GitHub Action and the template of GitLab: their scripts, with the variables of these systems."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.markdown import ROOT, read_page
from tests.published import ACTION, GITLAB, find_violations, read_published_schema

FOLDER = ROOT / "integrations" / "github"
DEFINITION = (ROOT / "action.yml").read_text("utf-8")
TEMPLATE = (ROOT / "integrations" / "gitlab" / "argogen.gitlab-ci.yml").read_text("utf-8")
PROJECT = {
    "team/argogen.yaml": "pipelines: pipelines/\nenvironments: {staging: {}, production: {}}\n",
    "team/pipelines/good.yaml": "name: good-${{ environment }}\nimage: alpine:3.23\nrun: echo good\n",
    "team/pipelines/good.test.yaml": "cases: [{name: runs, mocks: {good-production: {}}, expect: {phase: Succeeded}}]",
    "team/pipelines/bad.yaml": 'name: bad\nimage: alpine:3.23\nrun: echo "{{nothing.result}}"\n',
}
GH = """#!/bin/sh
echo "$@" >> "$GH_LOG"
case "$*" in
*--paginate*) echo "$GH_OWN" ;;
"api user "*) echo "${GH_USER?}" ;;
*) exit "${GH_CODE:-0}" ;;
esac
"""
INPUTS = {"VERSION": "", "PYTHON": "python3", "CHECKS": "render lint", "SINCE": "", "ENVIRONMENT": "production"} | {
    "GRAPH": "team\n", "COMMENT": "false",
}  # fmt: skip


class Runner:
    """A machine on which jobs of GitHub or GitLab run: a checkout, and an argogen that is installed."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.temporary = folder / "temporary"
        for name, text in PROJECT.items():
            self.write(self.checkout / name, text)
        argogen = f'#!/bin/sh\nexec {sys.executable} -m argogen "$@"\n'
        self.write(self.temporary / "argogen" / "bin" / "argogen", argogen, 0o755)
        self.write(folder / "bin" / "gh", GH, 0o755)
        inherited = {name: value for name, value in os.environ.items() if name in ("PYTHONPATH", "HOME")}
        self.environ = inherited | {
            "PATH": f"{folder / 'bin'}:{self.temporary / 'argogen' / 'bin'}:{os.environ['PATH']}",
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_WORKSPACE": str(self.checkout),
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
            "GITHUB_REPOSITORY": "acme/scores",
            "GITHUB_ACTION_PATH": str(ROOT),
            "CI_PROJECT_DIR": str(self.checkout),
            "GH_LOG": str(folder / "gh"),
        }
        self.commit("init -q")

    def write(self, path: Path, text: str, mode: int = 0o644) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        path.chmod(mode)

    def commit(self, command: str) -> None:
        """Run a command of git, and commit all files."""
        for each in (command, "add .", "-c user.name=a -c user.email=a@b.example commit -qm all"):
            assert self.run("git", *each.split()).returncode == 0

    def run(self, *command: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.checkout, env=self.environ | environ, capture_output=True, text=True, check=False
        )

    def call(
        self, name: str, environ: Mapping[str, str] | None = None, **inputs: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a script of the action with its inputs, and with other variables."""
        given = {f"INPUT_{key}": value for key, value in (INPUTS | inputs).items()}
        return self.run(str(FOLDER / name), **(given | dict(environ or {})))

    def read(self, name: str) -> str:
        path = Path(self.environ[name])
        return path.read_text("utf-8") if path.exists() else ""


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def list_steps() -> Iterator[dict[str, Any]]:
    yield from yaml.safe_load(DEFINITION)["runs"]["steps"]


def test_the_action_is_valid_and_passes_inputs_in_variables_only(tmp_path: Path) -> None:
    assert find_violations(read_published_schema(ACTION, tmp_path), DEFINITION) == []
    scripts = [re.findall(r"integrations/github/([\w-]+)", step["run"]) for step in list_steps() if "run" in step]
    assert sorted(name for names in scripts for name in names) == sorted(file.name for file in FOLDER.iterdir())
    assert [step["run"] for step in list_steps() if "${{" in step.get("run", "")] == []
    assert [
        step["uses"] for step in list_steps() if not re.search("@[0-9a-f]{40}$", step.get("uses", "@" + 40 * "0"))
    ] == []
    assert all("${{" not in file.read_text("utf-8") for file in FOLDER.iterdir())


def test_scripts_read_only_variables_that_their_steps_set() -> None:
    for step in list_steps():
        if "run" in step:
            (name,) = re.findall(r"integrations/github/([\w-]+)", step["run"])
            read = set(re.findall(r"INPUT_\w+", (FOLDER / name).read_text("utf-8")))
            assert read == {key for key in step["env"] if key.startswith("INPUT_")}


def test_all_inputs_are_documented() -> None:
    rows = re.findall(r"(?m)^\| `([\w-]+)` \|", read_page("docs/how-to/github.md"))
    assert rows == list(yaml.safe_load(DEFINITION)["inputs"])


@pytest.mark.slow
def test_checks_are_annotations(runner: Runner) -> None:
    done = runner.call("check")
    assert done.returncode == 2
    assert "::error file=team/pipelines/bad.yaml,line=3,col=14," in done.stdout
    assert done.stdout.count("::error file=team/pipelines/bad.yaml") == 2
    (runner.checkout / "team/pipelines/bad.yaml").write_text(PROJECT["team/pipelines/good.yaml"].replace("good", "bad"))
    assert runner.call("check", CHECKS="lint").returncode == 0
    both = runner.call("check", CHECKS="lint\nrender\n")
    assert (both.returncode, re.findall("(?m)^argogen .*", both.stdout)) == (1, ["argogen lint", "argogen render"])
    assert runner.call("check", CHECKS="lint", SINCE="HEAD").returncode == 0


@pytest.mark.slow
def test_inputs_are_never_commands(runner: Runner) -> None:
    value = '$(touch injected)`touch injected`; touch injected; "'
    for name in ("CHECKS", "SINCE", "ENVIRONMENT", "GRAPH"):
        for script in ("check", "write-sarif", "draw"):
            runner.call(script, {f"INPUT_{name}": value})
    runner.call("install", VERSION=value)
    assert not list(runner.checkout.rglob("injected"))


@pytest.mark.slow
def test_sarif_is_written_for_the_next_step(runner: Runner) -> None:
    assert runner.call("write-sarif").returncode == 0
    assert runner.read("GITHUB_OUTPUT") == f"file={runner.temporary}/argogen.sarif\n"
    log = json.loads((runner.temporary / "argogen.sarif").read_text("utf-8"))
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "team/pipelines/bad.yaml"


@pytest.mark.slow
def test_an_incomplete_log_is_not_uploaded(runner: Runner) -> None:
    done = runner.call("write-sarif", ENVIRONMENT="productio")
    assert done.returncode == 2
    assert "did you mean 'production'?" in done.stdout
    assert runner.read("GITHUB_OUTPUT") == ""


@pytest.mark.slow
def test_graphs_are_in_the_summary_and_in_one_comment(runner: Runner) -> None:
    pull_request = {"PULL_REQUEST": "7", "GH_OWN": ""}
    done = runner.call("draw", pull_request, COMMENT="true")
    assert (done.returncode, done.stdout) == (0, "argogen graph: 1 drawn, 0 omitted\n"), done.stderr
    summary = runner.read("GITHUB_STEP_SUMMARY")
    assert summary.startswith("<!-- argogen: graphs -->\n### ")
    assert "<code>team/pipelines/good.yaml</code></summary>\n\n```mermaid\nflowchart TD\n" in summary
    assert "\n```\n\n</details>\n" in summary
    assert "--method POST repos/acme/scores/issues/7/comments --field body=@" in runner.read("GH_LOG")
    runner.call("draw", pull_request | {"GH_OWN": "42"}, COMMENT="true")
    assert "--method PATCH repos/acme/scores/issues/comments/42 --field body=@" in runner.read("GH_LOG")
    marked = '(.body | startswith("<!-- argogen: graphs -->"))) | .id'
    assert f'--jq .[] | select(.user.type == "Bot" and {marked}' in runner.read("GH_LOG")
    runner.call("draw", pull_request | {"GH_USER": "ann"}, COMMENT="true")
    assert f'--jq .[] | select(.user.login == "ann" and {marked}' in runner.read("GH_LOG")
    refused = runner.call("draw", pull_request | {"GH_CODE": "1"}, COMMENT="true")
    assert refused.returncode == 0
    assert "the token may not comment" in refused.stdout


@pytest.mark.slow
def test_a_path_that_does_not_exist_is_not_drawn(runner: Runner) -> None:
    done = runner.call("draw", GRAPH="team/pipelines/good.yaml\nteam/pipeline s")
    assert (done.returncode, done.stdout) == (0, "argogen graph: 1 drawn, 0 omitted\n")
    assert done.stderr == "::warning title=argogen::team/pipeline\\ s in 'graph' does not exist\n"


@pytest.mark.slow
def test_only_changed_pipelines_are_drawn(runner: Runner) -> None:
    assert runner.call("draw", SINCE="HEAD").stdout == "argogen graph: 0 drawn, 0 omitted\n"
    assert runner.read("GITHUB_STEP_SUMMARY") == ""
    runner.write(runner.checkout / "team/pipelines/größe.yaml", PROJECT["team/pipelines/good.yaml"])
    runner.commit("add .")
    assert runner.call("draw", SINCE="HEAD~1").stdout == "argogen graph: 1 drawn, 0 omitted\n"
    assert "<code>team/pipelines/größe.yaml</code>" in runner.read("GITHUB_STEP_SUMMARY")
    done = runner.call("draw", SINCE="--output=x")
    assert (done.returncode, "is not in the checkout" in done.stdout) == (2, True)
    unrelated = runner.run("git", "rev-parse", "HEAD").stdout.strip()
    runner.commit("checkout -q --orphan other")
    done = runner.call("draw", SINCE=unrelated)
    assert (done.returncode, "no merge base" in done.stderr) == (128, True)


PYTHON = """#!/bin/sh
case "$*" in
"-I -m venv "*) mkdir -p "$4/bin"; printf '#!/bin/sh\\necho "$@"\\n' > "$4/bin/pip"; chmod +x "$4/bin/pip" ;;
"-I -c "*) exit "${TOO_OLD:-0}" ;;
*) exit 9 ;; # modules of the checkout could be imported
esac
"""


@pytest.mark.slow
def test_a_version_is_installed(runner: Runner, tmp_path: Path) -> None:
    runner.write(tmp_path / "bin" / "other-python", PYTHON, 0o755)
    installed = runner.call("install", PYTHON="other-python")
    assert installed.stdout.startswith(f"install --quiet --disable-pip-version-check {ROOT}\nargogen, version ")
    assert " argogen==1.2.0rc1\n" in runner.call("install", PYTHON="other-python", VERSION="1.2.0rc1").stdout
    assert "is not a version" in runner.call("install", VERSION="1.2.0 --index-url=x").stdout
    too_old = runner.call("install", {"TOO_OLD": "1"}, PYTHON="other-python")
    assert (too_old.returncode, "Python 3.11 or newer is required" in too_old.stdout) == (2, True)


def test_the_template_of_gitlab_is_valid(tmp_path: Path) -> None:
    schema = read_published_schema(GITLAB, tmp_path)
    assert find_violations(schema, TEMPLATE) == []
    assert find_violations(schema, "job: {script: [1]}") != []


@pytest.mark.slow
@pytest.mark.parametrize(("job", "code"), [("argogen-render", 2), ("argogen-lint", 1), ("argogen-test", 0)])
def test_the_jobs_of_gitlab(runner: Runner, job: str, code: int) -> None:
    jobs = yaml.safe_load(TEMPLATE)
    lines = [*jobs[".argogen"]["before_script"], *jobs[job]["script"]]
    done = runner.run("sh", "-ec", "\n".join(lines), ARGOGEN_PACKAGE="argogen", ARGOGEN_ENVIRONMENT="production")
    assert done.returncode == code, done.stderr
    if job == "argogen-lint":
        (issue,) = json.loads((runner.checkout / "gl-code-quality-report.json").read_text("utf-8"))
        assert issue["location"] == {"path": "team/pipelines/bad.yaml", "lines": {"begin": 3}}
    for kind, file in jobs[job].get("artifacts", {}).get("reports", {}).items():
        assert (runner.checkout / file).stat().st_size > 0, kind
