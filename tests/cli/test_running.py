"""`argogen run` and `argogen runs`: output, exit codes, secrets, mocks, interruption, and resumed runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from argogen.running.records.directory import DESCRIPTION, RunDirectory
from tests.cli.conftest import Run, Write
from tests.executors.running import require_namespaces

OPTIONS = ("--executor", "process", "--runs", "runs")
PIPELINE = """
name: p
defaults: {image: alpine:3.23}
parameters: {who: world}
steps:
- {name: plan, run: "echo hello {{parameters.who}}"}
- {name: show, run: "echo got {{plan.result}}"}
"""
FLAKY = """
name: flaky
defaults: {image: alpine:3.23}
volumes: {marks: {claim: marks}}
steps:
- {name: first, run: "echo first >> /marks/log; echo 1", mounts: {/marks: marks}}
- name: second
  run: "echo second >> /marks/log; test -e /marks/repaired && test {{first.result}} = 1"
  mounts: {/marks: marks}
"""


@pytest.fixture(autouse=True)
def namespaces() -> None:
    require_namespaces()


def find_directory(folder: Path) -> Path:
    (directory,) = [path for path in (folder / "runs").iterdir() if path.is_dir()]
    return directory


def read_workflow(directory: Path) -> dict[str, Any]:
    workflow: dict[str, Any] = json.loads((directory / "workflow.json").read_text("utf-8"))
    return workflow


def test_runs_a_pipeline(run: Run, write: Write, folder: Path) -> None:
    write({"p.yaml": PIPELINE})
    done = run("run", "p.yaml", *OPTIONS, "--set", "who=me", "--log", "show")
    assert (done.code, done.out) == (0, "got hello me\n")
    assert done.err.splitlines()[-1] == "Succeeded"
    assert " Succeeded plan in " in done.err
    directory = find_directory(folder)
    workflow = read_workflow(directory)
    assert (workflow["kind"], workflow["status"]["phase"]) == ("Workflow", "Succeeded")
    results = {
        node["displayName"]: node.get("outputs", {}).get("result") for node in workflow["status"]["nodes"].values()
    }
    assert results["plan"] == "hello me"
    assert sorted(path.name for path in directory.iterdir()) == [
        "journal.jsonl", "lock", "logs", "outcomes.jsonl", "run.json", "workflow.json",
    ]  # fmt: skip


def test_runs_a_manifest_with_parameters(run: Run, write: Write) -> None:
    write({"p.yaml": PIPELINE})
    manifest = run("render", "p.yaml").out
    write({"m.yaml": manifest, "values.yaml": "who: you\n"})
    assert run("run", "m.yaml", *OPTIONS, "--log", "show").out == "got hello world\n"
    assert run("run", "m.yaml", *OPTIONS, "-p", "values.yaml", "--log", "show").out == "got hello you\n"
    unknown = run("run", "m.yaml", *OPTIONS, "--set", "whom=me")
    assert unknown.code == 2
    assert "unknown parameter 'whom'" in unknown.err


def test_a_failure_has_the_end_of_the_log(run: Run, write: Write) -> None:
    write({"p.yaml": PIPELINE.replace("echo got", "echo reason >&2; exit 3; echo")})
    done = run("run", "p.yaml", *OPTIONS)
    assert done.code == 1
    assert "Failed    show in" in done.err
    assert "main: Error (exit code 3)\n    reason\n" in done.err
    assert "Failed: child 'show' failed\nResume: argogen run" in done.err


def test_prints_events(run: Run, write: Write) -> None:
    write({"p.yaml": PIPELINE})
    done = run("run", "p.yaml", *OPTIONS, "--format", "json")
    events = [json.loads(line) for line in done.out.splitlines()]
    assert [events[0]["event"], events[-1]["event"]] == ["started", "finished"]
    assert events[-1]["phase"] == "Succeeded"
    assert [event["phase"] for event in events if event.get("step") == "plan"] == ["Pending", "Running", "Succeeded"]
    assert {event["version"] for event in events} == {1}


def test_preflight_lists_all_that_is_missing(run: Run, write: Write, folder: Path) -> None:
    write(
        {
            "p.yaml": """
name: p
defaults: {image: alpine:3.23}
steps:
- {name: a, run: "true", env: {A: {secret: login, key: password}}}
- {name: b, container: {image: alpine:3.23, command: [no-such-command]}}
- {name: c, suspend: {}}
- {name: d, container: {image: "example.com/tool:1.0"}}
"""
        }
    )
    done = run("run", "p.yaml", *OPTIONS)
    assert done.code == 2
    for text in (
        "Secret 'login' does not exist", "--secret login.password@FILE", "command 'no-such-command' is not installed",
        "the step waits for approval", "no command for image 'example.com/tool:1.0'",
    ):  # fmt: skip
        assert text in done.err
    assert not (folder / "runs").exists()


REFERENCES = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: references}
spec:
  entrypoint: main
  arguments: {parameters: [{name: all, valueFrom: {configMapKeyRef: {name: common, key: all}}}]}
  volumes: [{name: files, secret: {secretName: files, items: [{key: user, path: user}]}}]
  templates:
    - name: main
      steps:
        - - name: call
            template: call
            arguments: {parameters: [{name: given, valueFrom: {configMapKeyRef: {name: common, key: given}}}]}
        - - {name: show, template: show}
    - name: call
      inputs: {parameters: [{name: given}]}
      http: {url: "http://127.0.0.1", headers: [{name: A, valueFrom: {secretKeyRef: {name: api, key: token}}}]}
    - name: show
      inputs: {parameters: [{name: own, valueFrom: {configMapKeyRef: {name: common, key: own}}}]}
      synchronization: {semaphores: [{configMapKeyRef: {name: limits, key: show}}]}
      container:
        image: x
        command: [sh, -c, 'echo "{{inputs.parameters.own}} {{workflow.parameters.all}}"; cat /files/user']
        volumeMounts: [{name: files, mountPath: /files}]
"""


def test_keys_of_objects_are_required_where_they_are_used(run: Run, write: Write) -> None:
    write({"m.yaml": REFERENCES, "call.yaml": "result: x", "user": "somebody\n"})
    options = ("run", "m.yaml", *OPTIONS)
    given = [f"--config-map={each}" for each in ("common.all=1", "common.given=2", "common.own=3", "limits.show=1")]
    missing = run(*options)
    assert missing.code == 2
    for text in ("common.all", "common.given", "common.own", "limits.show"):
        assert f"add it with --config-map {text}=VALUE" in missing.err
    for text in ("api.token", "files.user"):
        assert f"add it with --secret {text}@FILE" in missing.err
    done = run(*options, *given, "--secret", "files.user@user", "--mock", "call=call.yaml", "--log", "show")
    assert (done.code, done.out) == (0, "3 1\n***\n")


def test_errors_of_lint_stop_a_run(run: Run, write: Write) -> None:
    write({"p.yaml": PIPELINE.replace("plan.result", "plan.rsult")})
    done = run("run", "p.yaml", *OPTIONS)
    assert done.code == 2
    assert "error[" in done.err


def test_mocks_and_approvals(run: Run, write: Write) -> None:
    write(
        {
            "p.yaml": PIPELINE.replace("- {name: show", "- {name: review, suspend: {}}\n- {name: show"),
            "plan.yaml": "result: mocked\n",
            "wrong.yaml": "resutl: mocked\n",
        }
    )
    options = (*OPTIONS, "--approve", "review", "--log", "show")
    assert run("run", "p.yaml", *options, "--mock", "plan=plan.yaml").out == "got mocked\n"
    wrong = run("run", "p.yaml", *options, "--mock", "plan=wrong.yaml")
    assert (wrong.code, "unknown key 'resutl' of a mock" in wrong.err) == (2, True)
    unknown = run("run", "p.yaml", *options, "--mock", "plam=plan.yaml")
    assert (unknown.code, "plam" in unknown.err) == (2, True)


def test_secrets_appear_nowhere(run: Run, write: Write, folder: Path) -> None:
    write(
        {
            "p.yaml": """
name: p
defaults: {image: alpine:3.23}
steps:
- {name: a, run: "echo $P; echo $P >&2; exit 4", env: {P: {secret: login, key: password}}}
""",
            "password": "correct horse battery\n",
        }
    )
    done = run("run", "p.yaml", *OPTIONS, "--secret", "login.password@password", "--log", "a")
    assert done.code == 1
    assert "correct horse" not in done.out + done.err
    assert done.out == "***\n***\n"
    files = [path for path in find_directory(folder).rglob("*") if path.is_file() and path.name != "outcomes.jsonl"]
    assert not [path for path in files if b"correct horse" in path.read_bytes()]
    assert (find_directory(folder) / "outcomes.jsonl").stat().st_mode & 0o077 == 0


def test_a_failed_run_is_resumed(run: Run, write: Write, folder: Path) -> None:
    write({"p.yaml": FLAKY})
    assert run("run", "p.yaml", *OPTIONS).code == 1
    directory = find_directory(folder)
    assert f"  {directory.name}: child 'second' failed\n" in run("runs", "--runs", "runs").out
    (marks,) = (directory / "claims").rglob("log")
    (marks.parent / "repaired").touch()
    done = run("run", *OPTIONS, "--resume", directory.name)
    assert done.code == 0, done.err
    assert marks.read_text() == "first\nsecond\nsecond\n"
    assert read_workflow(directory)["status"]["phase"] == "Succeeded"


def test_a_changed_manifest_is_refused(run: Run, write: Write, folder: Path) -> None:
    write({"p.yaml": FLAKY})
    assert run("run", "p.yaml", *OPTIONS).code == 1
    directory = find_directory(folder)
    write({"p.yaml": FLAKY.replace("test -e /marks/repaired &&", "")})
    refused = run("run", *OPTIONS, "--resume", directory.name)
    assert refused.code == 2
    assert "template 'second' has changed: - \"" in refused.err
    assert run("run", *OPTIONS, "--resume", directory.name, "--allow-changes").code == 0


def test_steps_of_changed_templates_run_again(run: Run, write: Write, folder: Path) -> None:
    text = (
        "name: p\ndefaults: {image: busybox}\nsteps:\n"
        "  - {name: kept, run: echo kept}\n  - {name: changed, run: echo before}\n"
    )
    write({"p.yaml": f"{text}  - {{name: fails, run: 'false'}}\n"})
    assert run("run", "p.yaml", *OPTIONS).code == 1
    write({"p.yaml": f"{text.replace('before', 'after')}  - {{name: fails, run: 'true'}}\n"})
    logs = ("--log", "kept", "--log", "changed")
    done = run("run", *OPTIONS, "--resume", find_directory(folder).name, "--allow-changes", *logs)
    assert (done.code, done.out) == (0, "kept | kept\nchanged | before\nchanged | after\n")  # the logs of both runs


def test_a_run_of_a_cluster_is_taken_over(run: Run, write: Write, folder: Path) -> None:
    write({"p.yaml": PIPELINE})
    assert run("run", "p.yaml", *OPTIONS, "--set", "who=cluster").code == 0
    workflow = read_workflow(find_directory(folder))
    nodes = workflow["status"]["nodes"]
    failed = next(node for node in nodes.values() if node["displayName"] == "show")
    failed["phase"] = "Failed"
    plan = next(node for node in nodes.values() if node["displayName"] == "plan")
    plan["outputs"]["result"] = "a result of the cluster"
    write({"failed.json": json.dumps(workflow)})
    done = run("run", *OPTIONS, "--resume", "failed.json", "--log", "show")
    assert (done.code, done.out) == (0, "got a result of the cluster\n")
    changed = PIPELINE.replace("echo got", "echo now got")
    write({"p.yaml": changed})
    refused = run("run", "p.yaml", *OPTIONS, "--set", "who=cluster", "--resume", "failed.json")
    assert (refused.code, "echo now got" in refused.err) == (2, True)
    write({"nothing.json": "{}"})
    assert "is not a workflow with its status" in run("run", *OPTIONS, "--resume", "nothing.json").err


def test_runs_are_listed_and_removed(run: Run, write: Write, folder: Path) -> None:
    write({"p.yaml": PIPELINE})
    run("run", "p.yaml", *OPTIONS)
    name = find_directory(folder).name
    assert f"  {name}\n" in run("runs", "--runs", "runs").out
    assert "Succeeded plan\n" in run("runs", "show", name, "--runs", "runs").out
    assert run("runs", "show", name, "--log", "plan", "--runs", "runs").out == "hello world\n"
    logs = run("runs", "show", name, "--log", "plan", "--log", "show", "--runs", "runs").out
    assert logs == "plan | hello world\nshow | got hello world\n"
    unknown = run("runs", "show", name, "--log", "plam", "--runs", "runs")
    assert (unknown.code, "has no log of step 'plam'" in unknown.err) == (2, True)
    assert run("runs", "--log", "plan", "--runs", "runs").code == 2
    (row,) = json.loads(run("runs", "--format", "json", "--runs", "runs").out)
    assert (row["name"], row["phase"], row["directory"]) == (name, "Succeeded", str(folder / "runs" / name))
    workflow = json.loads(run("runs", "show", name, "--format", "json", "--runs", "runs").out)
    assert {node["phase"] for node in workflow["status"]["nodes"].values()} == {"Succeeded"}
    assert run("runs", "prune", "--format", "json", "--runs", "runs").code == 2
    assert run("runs", "show", name, "--log", "a//b", "--runs", "runs").code == 2
    assert run("runs", "prune", "--runs", "runs").out == ""
    assert run("runs", "remove", name, "--runs", "runs").out == f"removed {name}\n"
    missing = run("runs", "remove", name, "--runs", "runs")
    assert (missing.code, "there is no run" in missing.err) == (2, True)
    assert run("runs", "prune", "--older-than", "never", "--runs", "runs").code == 2


def test_other_directories_are_neither_changed_nor_removed(run: Run, write: Write, folder: Path) -> None:
    write({"other/pods/a": "", "other/scratch/b": "", "other/paths.json": "{}"})
    before = sorted((folder / "other").rglob("*"))
    resumed = run("run", *OPTIONS, "--resume", "other")
    assert (resumed.code, "'other' is not the directory of a run" in resumed.err) == (2, True)
    assert run("run", *OPTIONS, "--resume", ".").code == 2
    removed = run("runs", "remove", "other", "--runs", ".")
    assert (removed.code, "there is no run 'other'" in removed.err) == (2, True)
    assert sorted((folder / "other").rglob("*")) == before


def test_one_run_that_cannot_be_removed_does_not_keep_the_others(run: Run, folder: Path) -> None:
    names = ("busy", "done", "over")
    for name in names:
        (folder / "runs" / name).mkdir(parents=True)
        (folder / "runs" / name / DESCRIPTION).write_text("{}", "utf-8")
    directory = RunDirectory(folder / "runs" / "busy")
    directory.lock()
    done = run("runs", "remove", *names, "--runs", "runs")
    directory.release()
    assert (done.code, done.out) == (2, "removed done\nremoved over\n")
    assert "run 'busy' is in progress: stop it first" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--executor", "process"), ("run", "none.yaml", *OPTIONS),
        ("run", "p.yaml", *OPTIONS, "--engine", "docker"),
        ("run", "p.yaml", *OPTIONS, "--secret", "a.b=c"), ("run", "p.yaml", *OPTIONS, "--secret", "a.b@none"),
        ("run", "p.yaml", *OPTIONS, "--config-map", "a=c"), ("run", "p.yaml", *OPTIONS, "--mock", "plan"),
        ("run", "p.yaml", *OPTIONS, "--mock", "plan=none.yaml"), ("run", "p.yaml", *OPTIONS, "--approve", "none"),
        ("run", "p.yaml", *OPTIONS, "--approve", "plan:x"), ("run", "p.yaml", *OPTIONS, "--command", "x"),
        ("run", "p.yaml", *OPTIONS, "--log", "a//b"), ("run", "p.yaml", *OPTIONS, "--log", "plam"),
        ("run", "p.yaml", *OPTIONS, "--entrypoint", "none"),
        ("run", "p.yaml", *OPTIONS, "--resume", "none"),
        ("run", "-", *OPTIONS, "--secret", "a.b@-"), ("runs", "show"), ("runs", "list", "x"),
    ],
)  # fmt: skip
def test_wrong_input(run: Run, write: Write, arguments: tuple[str, ...]) -> None:
    write({"p.yaml": PIPELINE})
    done = run(*arguments)
    assert (done.code, "Traceback" in done.err, Path("runs").exists()) == (2, False, False)
    assert done.err


def test_a_machine_without_container_engines(
    run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"p.yaml": PIPELINE})
    monkeypatch.setenv("PATH", str(folder))
    done = run("run", "p.yaml")
    assert done.code == 2
    for text in ("no container engine works (podman: not installed; docker: not installed)", "--executor process"):
        assert text in done.err
    assert "docker: not installed" in run("run", "p.yaml", "--engine", "docker").err


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("name: p\nimage: b\nrunn: echo\n", "p.yaml:3:1: error["),
        ("a: [", "p.yaml:1:5: error["),
        (PIPELINE, "no container engine works"),
    ],
)
def test_errors_of_the_input_come_before_those_of_the_machine(
    run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch, text: str, reported: str
) -> None:
    monkeypatch.setenv("PATH", str(folder))
    write({"p.yaml": text})
    done = run("run", "p.yaml")
    assert (done.code, reported in done.err, done.err.count("container engine")) == (2, True, int(text == PIPELINE))
    missing = run("run", "q.yaml")
    assert (missing.code, "error[missing-file]" in missing.err, "container" in missing.err) == (2, True, False)


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "argogen", "run", *arguments, *OPTIONS]
    return subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, env=os.environ)


def wait_for_output(process: subprocess.Popen[str], text: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if text in line:
            return
    raise AssertionError(f"{text} was not printed")


SLOW = """
name: slow
defaults: {image: alpine:3.23}
steps: [{name: a, run: "sleep 987.5"}]
on_exit: {run: "echo bye"}
"""


def is_running(command: str) -> bool:
    texts = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            texts.append(path.read_bytes())
        except OSError:
            continue
    return any(command.encode() in text.replace(b"\0", b" ") for text in texts)


def test_interruption_runs_exit_handlers(write: Write, folder: Path) -> None:
    write({"p.yaml": SLOW})
    process = start(folder, "p.yaml")
    wait_for_output(process, "Running   a")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Stopped with strategy 'Stop'" in errors
    assert "Succeeded on_exit" in errors
    assert not is_running("sleep 987.5")


def test_nothing_is_left_of_a_killed_run(run: Run, write: Write, folder: Path) -> None:
    write({"p.yaml": SLOW.replace("987.5", "987.6")})
    process = start(folder, "p.yaml")
    wait_for_output(process, "Running   a")
    second = run("run", *OPTIONS, "--resume", find_directory(folder).name)
    assert (second.code, "is in use by another process" in second.err) == (2, True)
    directory = find_directory(folder)
    assert "Running   a\n" in run("runs", "show", directory.name, "--runs", "runs").out
    process.kill()
    process.communicate()
    while is_running("sleep 987.6"):
        time.sleep(0.05)
    assert run("runs", "--runs", "runs").out.startswith("Interrupted")
    write({"p.yaml": SLOW.replace("sleep 987.5", "true")})
    done = run("run", *OPTIONS, "--resume", find_directory(folder).name, "--allow-changes")
    assert done.code == 0, done.err
    assert not (find_directory(folder) / "pods").exists()
