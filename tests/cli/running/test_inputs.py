"""What a run takes from elsewhere: standard input, kubectl, and artifacts of a run of a cluster."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, Write
from tests.executors.resources.clusters import Cluster
from tests.executors.running import require_namespaces

OPTIONS = ("--executor", "process", "--runs", "runs")
OBJECTS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n"
HELLO = "name: hello\nparameters: {who: world}\nimage: busybox\nrun: echo hello {{parameters.who}}\n"


@pytest.fixture(autouse=True)
def namespaces() -> None:
    require_namespaces()


def test_a_pipeline_from_standard_input(run: Run, folder: Path) -> None:
    done = run("run", "-", *OPTIONS, "--set", "who=me", "--log", "hello", stdin=HELLO)
    assert (done.code, done.out) == (0, "hello me\n"), done.err
    manifest = run("render", "-", stdin=HELLO).out
    assert run("run", "-", *OPTIONS, "--log", "hello", stdin=manifest).out == "hello world\n"


def test_errors_of_standard_input(run: Run, write: Write) -> None:
    done = run("run", "-", *OPTIONS, stdin=HELLO.replace("run:", "runn:"))
    assert done.code == 2
    assert "<stdin>:4:1: error[" in done.err
    both = run("run", "-", *OPTIONS, "--secret", "a.b@-", stdin=HELLO)
    assert (both.code, "the standard input is the pipeline" in both.err) == (2, True)
    assert run("run", "-", *OPTIONS, stdin="").code == 2


def test_a_run_from_standard_input_is_resumed_with_it(run: Run, folder: Path) -> None:
    text = HELLO.replace("echo hello", "exit 1; echo")
    assert run("run", "-", *OPTIONS, stdin=text).code == 1
    (name,) = [path.name for path in (folder / "runs").iterdir()]
    refused = run("run", *OPTIONS, "--resume", name)
    assert (refused.code, "was started from standard input" in refused.err) == (2, True)
    assert run("run", "-", *OPTIONS, "--resume", name, "--allow-changes", stdin=HELLO).code == 0


RESOURCE = """
name: r
defaults: {image: busybox}
steps:
- name: make
  resource:
    action: create
    manifest: '{"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "made"}, "data": {"colour": "blue"}}'
  outputs: {colour: {jq_filter: .data.colour}}
- {name: show, run: "echo {{make.colour}}"}
"""


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    made = Cluster(tmp_path / "cluster")
    monkeypatch.setenv("PATH", str(made.path), prepend=os.pathsep)
    return made


def test_kubectl_runs_only_on_request(run: Run, write: Write, cluster: Cluster) -> None:
    write({"r.yaml": RESOURCE})
    refused = run("run", "r.yaml", *OPTIONS)
    assert refused.code == 2
    assert "'resource' is not run on this machine" in refused.err
    assert "--kubectl" in refused.err
    assert cluster.read("made") is None
    done = run("run", "r.yaml", *OPTIONS, "--kubectl", "--log", "show", "--log", "make")
    assert (done.code, done.out.splitlines()[-1]) == (0, "show | blue"), done.err
    assert "make | kubectl create -f " in done.out
    assert cluster.read("made") is not None


def test_kubectl_has_to_be_installed(run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"r.yaml": RESOURCE})
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "sh").symlink_to("/bin/sh")
    monkeypatch.setenv("PATH", str(programs))
    done = run("run", "r.yaml", *OPTIONS, "--kubectl")
    assert done.code == 2
    assert "command 'kubectl' is not installed" in done.err
    assert "command 'jq' is not installed" in done.err


ARTIFACTS = """
name: a
defaults: {image: busybox}
steps:
- {name: plan, run: "echo planned > /tmp/data", artifacts: {out: {data: /tmp/data}}}
- {name: use, run: "cat /tmp/in; echo used", artifacts: {in: {data: {path: /tmp/in, from: "{{plan.data}}"}}}}
"""


@pytest.fixture
def failed(run: Run, write: Write, folder: Path) -> str:
    """A failed run of a cluster, in which the step `plan` has succeeded."""
    write({"a.yaml": ARTIFACTS})
    done = run("run", "a.yaml", *OPTIONS)
    assert done.code == 0, done.err
    (directory,) = (folder / "runs").iterdir()
    workflow: dict[str, Any] = json.loads((directory / "workflow.json").read_text())
    workflow["status"]["phase"] = "Failed"
    for node in workflow["status"]["nodes"].values():
        if node["displayName"] == "use":
            node["phase"] = "Failed"
    write({"failed.json": json.dumps(workflow)})
    assert run("runs", "remove", directory.name, "--runs", "runs").code == 0
    return "failed.json"


def test_artifacts_of_a_cluster_are_given(run: Run, write: Write, failed: str, folder: Path) -> None:
    missing = run("run", *OPTIONS, "--resume", failed)
    assert missing.code == 2
    assert "artifact 'data' of step 'plan', which has succeeded, is not on this machine" in missing.err
    assert "--artifact 'plan/data=PATH'" in missing.err
    assert list((folder / "runs").iterdir()) == []
    write({"local/data": "from the cluster\n"})
    given = ("--resume", failed, "--artifact", "plan/data=local/data", "--log", "use")
    done = run("run", *OPTIONS, *given)
    assert (done.code, done.out) == (0, "from the cluster\nused\n"), done.err


def test_steps_that_are_mocked_need_no_artifacts(run: Run, write: Write, failed: str) -> None:
    write({"use.yaml": "phase: Succeeded\n"})
    done = run("run", *OPTIONS, "--resume", failed, "--mock", "use=use.yaml")
    assert done.code == 0, done.err


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("plan/data=none", "no file or directory 'none'"),
        ("plan/dat=a.yaml", "did you mean 'data'?"),
        ("plam/data=a.yaml", "did you mean 'plan'?"),
        ("use/data=a.yaml", "no step 'use' that has succeeded"),
        ("plan=a.yaml", "is not STEP/NAME=PATH"),
        ("plan/data", "is not STEP/NAME=PATH"),
    ],
)
def test_wrong_artifacts(run: Run, failed: str, folder: Path, option: str, message: str) -> None:
    done = run("run", *OPTIONS, "--resume", failed, "--artifact", option)
    assert done.code == 2
    assert message in done.err
    assert list((folder / "runs").iterdir()) == []


def test_artifacts_belong_to_resumed_runs(run: Run, write: Write) -> None:
    write({"a.yaml": ARTIFACTS})
    done = run("run", "a.yaml", *OPTIONS, "--artifact", "plan/data=a.yaml")
    assert (done.code, "--artifact requires --resume" in done.err) == (2, True)


PLACES = """
name: p
defaults: {image: "alpine:3.23"}
volumes: {data: {hostPath: {path: /srv}}}
steps:
- {name: a, run: "true", env: {A: {secret: login, key: password}}}
- {name: b, container: {image: "alpine:3.23", command: [no-such-command]}}
- {name: c, suspend: {}, outputs: {x: {supplied: {}}, y: {supplied: {}, default: 1}}}
- {name: d, container: {image: "example.com/tool:1.0"}}
- {name: e, resource: {action: get, flags: [pod, x]}}
- {name: f, mounts: {/x: data}, run: echo}
- name: g
  steps:
  - {name: h, suspend: {}}
"""
MARKS = [
    ("login", "--secret login.password@FILE"),
    ("no-such-command", "--mock STEP=FILE"),
    ("suspend", "--approve c:x=VALUE"),
    ("example.com/tool:1.0", "--command"),
    ("resource", "--kubectl"),
    ("data", "--allow-host-path"),
    ("suspend", "--approve h"),
]


@pytest.mark.parametrize("is_manifest", [False, True])
def test_requirements_have_places(run: Run, write: Write, *, is_manifest: bool) -> None:
    write({"p.yaml": PLACES})
    if is_manifest:
        write({"p.yaml": run("render", "p.yaml").out})
    done = run("run", "p.yaml", *OPTIONS)
    assert done.code == 2
    found = re.findall(r"^p.yaml:\d+:\d+: error.*\n +\d+ \| (.*)\n +\| ( *)(\^+) (.*)$", done.err, re.MULTILINE)
    shown = {(line[len(space) : len(space) + len(marks)], hint) for line, space, marks, hint in found}
    for name, option in MARKS:
        assert any(name in place and option in hint for place, hint in shown), (name, shown)
    assert len(found) == len(MARKS)


def test_mocked_and_unreachable_steps_require_nothing(run: Run, write: Write) -> None:
    write(
        {
            "p.yaml": f"{HELLO}components:\n  other: {{image: busybox, container: {{command: [no-such-command]}}}}\n",
            "q.yaml": PLACES,
            "mock.yaml": "phase: Succeeded\n",
            "x.yaml": "outputs: {x: 1}\n",
        }
    )
    assert run("run", "p.yaml", *OPTIONS).code == 0
    mocks = [part for step in "abdefg" for part in ("--mock", f"{step}=mock.yaml")]
    assert run("run", "q.yaml", *OPTIONS, *mocks, "--mock", "c=x.yaml").code == 0


def test_a_refused_workflow_has_no_directory(run: Run, write: Write, folder: Path) -> None:
    write({"p.yaml": "name: p\nkind: WorkflowTemplate\ncomponents: {a: {image: busybox, run: echo}}\n"})
    done = run("run", "p.yaml", *OPTIONS)
    assert done.code == 2
    assert "spec.entrypoint is required" in done.err
    assert not (folder / "runs").exists()
    assert run("run", "p.yaml", *OPTIONS, "--entrypoint", "a").code == 0


def test_the_end_names_the_whole_command_that_resumes(run: Run, write: Write, folder: Path) -> None:
    text = "name: hello\nparameters: {who: world}\nimage: busybox\nrun: test -e {{parameters.who}}/done\n"
    write({"it's.yaml": text, "p.txt": "hunter2", "objects.yaml": OBJECTS})
    given = ("--set", f"who={folder}", "--secret", "login.p@p.txt", "--ref", "objects.yaml", "-j", "3", "--plain")
    done = run("run", "it's.yaml", *OPTIONS, *given, "--no-isolation", "--argo-version", "3.6")
    assert done.code == 1
    (name,) = [path.name for path in (folder / "runs").iterdir() if path.is_dir()]
    lines = done.err.splitlines()[-2:]
    assert lines[0] == (
        f"Resume: argogen run --executor process --no-isolation --secret login.p@p.txt --ref objects.yaml --jobs 3"
        f" --runs runs --set who={folder} --argo-version 3.6 --resume {name}"
    )
    assert lines[1] == "        Secret 'login.p' is read from 'p.txt' again"
    (folder / "done").touch()
    again = run(*shlex.split(lines[0])[2:])
    assert again.code == 0, again.err


def test_the_command_that_resumes_a_run_from_standard_input(run: Run, folder: Path) -> None:
    done = run("run", "-", *OPTIONS, "--no-isolation", stdin=HELLO.replace("echo", "false"))
    assert "Resume: argogen run - --executor process --no-isolation --runs runs --resume hello-" in done.err
    assert done.err.endswith("        the pipeline or manifest is read from standard input again\n")
