"""Runs without namespaces: what pre-flight refuses, and what is left when argogen is killed."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from argogen.cli.program import run as run_argogen
from argogen.executors.sandbox import client
from argogen.running import requirements
from tests.running.runs import Runs
from tests.waiting import wait_until

HEAD = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "w"}}


def write(folder: Path, templates: list[dict[str, Any]], **spec: Any) -> Path:
    path = folder / "m.json"
    path.write_text(json.dumps({**HEAD, "spec": {"entrypoint": "main", "templates": templates, **spec}}), "utf-8")
    return path


def script(source: str, **fields: Any) -> dict[str, Any]:
    return {"name": "main", "script": {"image": "x", "command": ["sh"], "source": source}, **fields}


def run(path: Path, *arguments: str) -> int:
    runs = path.parent / "runs"
    options = ["--executor", "process", "--no-isolation", "--runs", str(runs)]
    return run_argogen(["run", str(path), *options, *arguments])


def output(path: Path | str) -> dict[str, Any]:
    return {"parameters": [{"name": "o", "valueFrom": {"path": str(path)}}]}


REFUSED = {
    "volume 'v' cannot be mounted at '/data' without namespaces": script("", volumes=[{"name": "v", "emptyDir": {}}]),
    "'runAsUser' 12345 cannot be set without namespaces": script("", securityContext={"runAsUser": 12345}),
    "path 'OUT/kept' of output parameter 'o' exists on this machine": script("", outputs=output("OUT/kept")),
    "path 'OUT/kept/x' of output parameter 'o' cannot be created": script("", outputs=output("OUT/kept/x")),
    "path 'OUT/kept' of input artifact 'i' exists": script(
        "", inputs={"artifacts": [{"name": "i", "path": "OUT/kept", "raw": {"data": "x"}}]}
    ),
    "working directory 'OUT/none' does not exist on this machine": script(""),
}


@pytest.mark.parametrize("message", REFUSED)
def test_refusals_have_places(tmp_path: Path, capsys: pytest.CaptureFixture[str], message: str) -> None:
    template = json.loads(json.dumps(REFUSED[message]).replace("OUT", str(tmp_path)))
    if "volumes" in template:
        template["script"]["volumeMounts"] = [{"name": "v", "mountPath": "/data"}]
    if "working" in message:
        template["script"]["workingDir"] = f"{tmp_path}/none"
    (tmp_path / "kept").write_text("mine")
    assert run(write(tmp_path, [template])) == 2
    errors = capsys.readouterr().err
    assert f"template 'main': {message.replace('OUT', str(tmp_path))}" in errors
    assert f"{tmp_path}/m.json:1:" in errors
    assert (tmp_path / "kept").read_text() == "mine"
    assert not (tmp_path / "runs").exists()


def test_overlaps_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    leaf = {**script("", outputs=output(tmp_path / "o")), "name": "leaf"}
    call = {"name": "main", "steps": [[{"name": "one", "template": "leaf", "withItems": [1, 2]}]]}
    assert run(write(tmp_path, [call, leaf])) == 2
    errors = capsys.readouterr().err
    assert f"path '{tmp_path}/o' is used by several steps at once" in errors
    assert "items of 'one' run at the same time" in errors
    assert "--jobs 1" in errors


def test_missing_namespaces_name_the_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (client, requirements):
        monkeypatch.setattr(module, "explain_absence", lambda: "namespaces of Linux are required")
    path = write(tmp_path, [script("true")])
    assert run_argogen(["run", str(path), "--executor", "process", "--runs", str(tmp_path / "runs")]) == 2
    errors = capsys.readouterr().err
    assert "namespaces of Linux are required" in errors
    assert "add --no-isolation to run the commands on the files of this machine" in errors


def test_the_option_requires_processes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_argogen(["run", str(write(tmp_path, [script("true")])), "--no-isolation"]) == 2
    assert "'--no-isolation' is for commands of this machine" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("resumes", [True, False])
def test_a_killed_run_leaves_no_processes_and_no_files(tmp_path: Path, resumes: bool) -> None:
    out = tmp_path / "new" / "out"
    source = f"test ! -e {out} || exit 9; mkdir -p {out.parent}; echo 1 > {out}; test -e {tmp_path}/again && exit"
    template = script(f"{source}; (setsid sleep 600 &); touch {tmp_path}/started; sleep 600", outputs=output(out))
    write(tmp_path, [template])
    runs = Runs(tmp_path, f"unisolated-{os.getpid()}")
    process = runs.start("m.json", "--no-isolation")
    wait_until((tmp_path / "started").exists)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    (tmp_path / "again").touch()
    first = runs.directory
    assert out.exists()
    code, errors = runs.run(*(["--resume", first.name] if resumes else ["m.json"]), "--no-isolation")
    assert code == 0, errors
    assert list(runs.list_processes()) == []
    assert not out.parent.exists()


@pytest.mark.slow
def test_deadlines_signals_and_secrets(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "secret").write_text("hunter2")
    env = [{"name": "S", "valueFrom": {"secretKeyRef": {"name": "login", "key": "p"}}}]
    background = f"(setsid sh -c 'sleep 2; echo x > {tmp_path}/left' &)"
    late = script(f"trap 'echo $S asked; exit 1' TERM; {background}; sleep 60 & wait")
    late["script"]["env"], late["activeDeadlineSeconds"] = env, 1
    path = write(tmp_path, [late])
    assert run(path, "--secret", f"login.p@{tmp_path}/secret") == 1
    (log,) = tmp_path.glob("runs/*/logs/*/main.log")
    assert log.read_text() == "*** asked\n"
    assert "deadline" in capfd.readouterr().err
    time.sleep(2.5)
    assert not (tmp_path / "left").exists()
