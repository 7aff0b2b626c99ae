"""`argogen test`: paths, options, exit codes, and input of every kind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Run, Write

PIPELINE = "name: p\ndefaults: {image: alpine:3.23}\nsteps: [{name: plan, run: ./plan}]\n"
GOOD = "cases: [{name: runs the plan, mocks: {plan: {}}, expect: {ran: [plan]}}]\n"
FAILING = GOOD.replace("ran:", "not_ran:")
SUMMARY = "1 case: 1 passed; coverage: 1 of 1 steps\n"


def test_finds_test_files(run: Run, write: Write) -> None:
    write({"a/p.yaml": PIPELINE, "a/p.test.yaml": GOOD, "b/q.yml": PIPELINE, "b/q.test.yml": GOOD})
    both = run("test")
    assert (both.code, both.err) == (0, "")
    assert both.out.startswith("a/p.test.yaml\n  ✓ runs the plan\n\nb/q.test.yml\n")
    for path in ("a", "a/p.yaml", "a/p.test.yaml"):
        one = run("test", path)
        assert (one.code, one.out) == (0, f"a/p.test.yaml\n  ✓ runs the plan\n\n{SUMMARY}")


def test_searches_the_project(run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"argogen.yaml": "pipelines: pipelines/\n", "pipelines/p.yaml": PIPELINE, "pipelines/p.test.yaml": GOOD})
    write({"more/x": ""})
    monkeypatch.chdir(folder / "more")
    done = run("test")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(SUMMARY)


def test_the_other_commands_ignore_test_files(run: Run, write: Write) -> None:
    objects = f"{GOOD}---\napiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {{name: a}}\n"
    write({"argogen.yaml": "pipelines: pipelines/\n", "pipelines/p.yaml": PIPELINE, "pipelines/p.test.yaml": objects})
    write({"broken.test.yaml": "a: [\n"})
    assert run("render").err == "1 manifest: 1 written\n"
    assert run("render", "--check").code == 0
    assert run("lint").err == "1 file: no diagnostics\n"
    assert run("lint", "pipelines").err == "1 file: no diagnostics\n"
    assert run("render", "pipelines").out.count("kind: Workflow") == 1
    both = ("pipelines/p.yaml", "pipelines/p.test.yaml")
    assert run("lint", *both).err == "1 file: no diagnostics\n"
    assert run("render", *both).out == run("render", both[0]).out
    alone = run("render", both[1])
    assert alone.code == 2
    assert "pipelines/p.test.yaml: error[no-pipelines]: a test file is not a pipeline\n" in alone.err
    assert "run 'argogen test pipelines/p.test.yaml'\n" in alone.err
    write({"argogen.yaml": "pipelines: 'pipelines/*.yaml'\n"})
    assert run("render", "--check").code == 0


def test_commands_ignore_a_project_file_among_pipelines(run: Run, write: Write) -> None:
    write({"argogen.yaml": "pipelines: '*.yaml'\n", "p.yaml": PIPELINE})
    assert run("lint", "argogen.yaml", "p.yaml").err == "1 file: no diagnostics\n"
    for command in ("render", "lint", "graph", "run", "rbac"):
        alone = run(command, "./argogen.yaml")
        assert alone.code == 2
        assert alone.err.startswith("argogen.yaml: error[no-pipelines]: a project file is not a pipeline\n")


def test_the_exit_code_tells_a_failure_from_wrong_input(run: Run, write: Write) -> None:
    write({"p.yaml": PIPELINE, "p.test.yaml": FAILING, "q.yaml": PIPELINE, "q.test.yaml": GOOD})
    assert run("test").code == 1
    write({"q.test.yaml": "cases: 3\n"})
    done = run("test")
    assert done.code == 2
    assert "p.test.yaml:1:69: error[failed-expectation]: step 'plan' ran, expected it not to run" in done.out
    assert "q.test.yaml:1:8: error[wrong-type]" in done.out
    assert "1 case: 0 passed, 1 failed, 1 invalid file" in done.out


def test_selects_cases_by_name(run: Run, write: Write) -> None:
    write(
        {"p.yaml": PIPELINE, "p.test.yaml": GOOD, "q.yaml": PIPELINE, "q.test.yaml": FAILING.replace("the plan", "x")}
    )
    assert run("test", "-k", "THE PLAN").code == 0
    assert run("test", "-k", "p.test").code == 0
    assert run("test", "-k", "q.test").code == 1
    nothing = run("test", "-k", "nothing")
    assert nothing.code == 2
    assert nothing.err == "Error: no test case matches -k 'nothing'\n"


def test_coverage(run: Run, write: Write) -> None:
    write({"p.yaml": f"{PIPELINE}on_exit: {{run: ls}}\n", "p.test.yaml": GOOD.replace("plan: {}", "'*': {}")})
    assert run("test", "--fail-under", "100").code == 0
    write({"p.yaml": PIPELINE.replace("[{", "[{name: skip, when: 1 == 2, run: ls}, {")})
    done = run("test", "--coverage")
    assert (done.code, done.err) == (0, "")
    assert "Never in any case:\n  p.test.yaml: skip never runs\n\n" in done.out
    assert "coverage: 1 of 2 steps, 1 of 2 branches" in done.out
    done = run("test", "--fail-under", "60")
    assert (done.code, done.err) == (1, "coverage 50.0 % is below 60 %\n")
    assert run("test", "--fail-under", "50").code == 0
    assert run("test", "--fail-under", "101").code == 2


def test_formats(run: Run, write: Write, folder: Path) -> None:
    write({"p.yaml": PIPELINE, "p.test.yaml": FAILING})
    done = run("test", "--format", "json", "--junit", "out/report.xml")
    assert done.code == 1
    assert json.loads(done.out)["files"][0]["file"] == "p.test.yaml"
    assert done.err == "1 case: 0 passed, 1 failed; coverage: 1 of 1 steps\n"
    assert ElementTree.parse(folder / "out/report.xml").getroot().get("failures") == "1"
    assert ElementTree.fromstring(run("test", "--format", "junit").out).get("failures") == "1"
    github = run("test", "--format", "github")
    assert github.out.startswith("::error file=p.test.yaml,line=1,col=69")


def test_paths_that_are_wrong(run: Run, write: Write) -> None:
    write({"p.yaml": PIPELINE, "empty/x.txt": ""})
    assert run("test", "p.yaml").err == (
        "p.yaml: error[no-tests]: no test file for this pipeline: expected 'p.test.yaml' beside it\n"
        "      write one, with 'cases'\n"
    )
    assert "error[no-tests]: no test files found in this directory" in run("test", "empty").err
    missing = run("test", "nowhere.yaml")
    assert (missing.code, "nowhere.yaml: error[missing-file]: file not found" in missing.err) == (2, True)
    write({"alone.test.yaml": GOOD})
    alone = run("test", "alone.test.yaml")
    assert alone.code == 2
    assert "no pipeline for this test file: expected 'alone.yaml' beside it" in alone.out
    assert run("test", "--ref", "nowhere").code == 2


BAD: list[str | bytes] = [
    "", "---\n", "3\n", "[]\n", "a: &a [*a]\n", "cases: &c [*c]\n", b"\xff\xfe",
    "cases: [{name: a, expect: {ran: [.inf]}}]\n",
    "cases: [{name: a, mocks: {? [a] : {}}, expect: {ran: [plan]}}]\n", "cases: [{name: 3, expect: {ran: [plan]}}]\n",
    "cases: [{name: a, parameters: {a: .nan}, expect: {ran: [plan]}}]\n",
    "cases: [{name: a, mocks: {plan: {duration: .inf}}, expect: {ran: [plan]}}]\n",
    "cases: [{name: a, mocks: {plan: {duration: 1e300}}, expect: {ran: [plan]}}]\n",
    "cases: [{name: a, mocks: {plan: {duration: -1}}, expect: {ran: [plan]}}]\n",
    "cases: [{name: a, mocks: {plan: {exit_code: 1.5}}, expect: {ran: [plan]}}]\n",
    "cases: [{name: a, mocks: {'': {}}, expect: {ran: [plan]}}]\n",
    "cases: [{name: a, mocks: {'plan(': {}}, expect: {ran: [plan]}}]\n",
    "cases: [{name: a, environment: 3, expect: {ran: [plan]}}]\n",
    "cases: [{name: a, expect: {steps: {plan: {count: -1}}}}]\n",
    "pipeline: ../../../../../../etc/passwd\n" + GOOD, "pipeline: .\n" + GOOD, "refs: [nowhere/]\n" + GOOD,
    f"{GOOD}---\napiVersion: v1\nkind: ConfigMap\nmetadata: [1]\n",
    f"{GOOD}---\napiVersion: v1\nkind: ConfigMap\ndata: x\n",
    f"{GOOD}---\napiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {{name: x}}\nspec: 3\n",
    f"{GOOD}---\napiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: 3\n",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_wrong_input_is_reported(run: Run, write: Write, text: str | bytes) -> None:
    write({"p.yaml": PIPELINE, "p.test.yaml": text})
    done = run("test")
    assert done.code == 2, done.out + done.err
    assert "error[" in done.out + done.err


@pytest.mark.parametrize(
    "text",
    ["", "3\n", "a: [\n", "name: p\n", "kind: Workflow\napiVersion: argoproj.io/v1alpha1\nspec: {templates: 3}\n",
     "kind: Workflow\napiVersion: argoproj.io/v1alpha1\nmetadata: {name: a}\nspec: {entrypoint: x, templates: [3]}\n",
     "kind: List\napiVersion: v1\nitems: []\n", "kind: Secret\napiVersion: v1\n"],
)  # fmt: skip
def test_wrong_pipelines_are_reported(run: Run, write: Write, text: str) -> None:
    write({"p.yaml": text, "p.test.yaml": GOOD})
    done = run("test")
    assert done.code == 2, done.out + done.err
    assert "error[" in done.out


@pytest.mark.usefixtures("interruptible")
def test_watch_runs_again_after_a_change(folder: Path, write: Write) -> None:
    write({"p.yaml": PIPELINE, "p.test.yaml": GOOD})
    command = [sys.executable, "-m", "argogen", "test", "--watch"]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        limit = threading.Timer(100, process.kill)  # instead of a test that waits without end
        limit.start()
        try:
            assert next(line for line in process.stdout if line.startswith("1 case")) == SUMMARY
            for text, summary in ((FAILING, "1 case: 0 passed, 1 failed"), ("cases: 3\n", "0 cases"), (GOOD, SUMMARY)):
                write({"p.test.yaml": text})
                assert next(line for line in process.stdout if " case" in line and "|" not in line).startswith(summary)
        finally:
            limit.cancel()
            process.send_signal(signal.SIGINT)
    assert process.returncode == 130
