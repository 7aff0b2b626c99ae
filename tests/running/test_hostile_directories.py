"""Disks that are full, directories that cannot be written or vanish, and records that were changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.executors.running import require_namespaces
from tests.oracle.missing import do_without
from tests.running.runs import Runs
from tests.waiting import wait_until

FAILING = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: hostile}
spec:
  entrypoint: main
  volumes: [{name: marks, persistentVolumeClaim: {claimName: marks}}]
  templates:
    - name: main
      steps:
        - - {name: one, template: one}
        - - {name: two, template: two}
    - name: one
      script: {image: x, command: [sh], volumeMounts: &marks [{name: marks, mountPath: /marks}], source: FIRST}
    - name: two
      script: {image: x, command: [sh], volumeMounts: *marks, source: SECOND}
"""
RUN = f"{sys.executable} -m argogen run --executor process --runs runs"


@pytest.fixture(autouse=True)
def namespaces() -> None:
    require_namespaces()


def prepare(folder: Path, first: str = "echo one >> /marks/log", second: str = "test -e /marks/repaired") -> Runs:
    text = FAILING.replace("FIRST", json.dumps(first)).replace("SECOND", json.dumps(second))
    (folder / "m.yaml").write_text(text, "utf-8")
    return Runs(folder, f"hostile-{os.getpid()}")


def run_script(folder: Path, script: str) -> str:
    """Run a shell script in a mount namespace, as root, and return its output."""
    if os.geteuid() != 0:
        do_without("only root can mount a file system")
    command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_a_full_disk_ends_a_run_which_is_resumed_later(tmp_path: Path) -> None:
    full = "test -e /marks/once || { touch /marks/once; dd if=/dev/zero of=/marks/big bs=4k; }; true"
    prepare(tmp_path, full, "test ! -e /marks/big")
    many = "{name: two, template: two, withSequence: {count: 30}}"
    change(tmp_path / "m.yaml", "{name: two, template: two}", many)
    (tmp_path / "runs").mkdir()
    said = run_script(
        tmp_path,
        f"""
        mount -t tmpfs -o size=512k tmpfs runs
        {RUN} m.yaml 2>&1; echo "code $?"
        ls -A runs/*; rm -f runs/*/claims/marks/big
        mount -o remount,size=8m runs
        {RUN} --resume $(ls runs) 2>&1 || {RUN} --resume $(ls runs) 2>&1  # the failures before are part of the run
        echo "code $?"
        ls -A runs/*
        """,
    )
    first, _, rest = said.partition("code 2\n")
    assert f"cannot be recorded in '{tmp_path}/runs/hostile-" in first
    assert "No space left on device" in first
    assert "code 0" in rest
    assert "internal error" not in said
    assert ".new" not in said
    assert not {"pods", "scratch"} & set(said.split())


def test_a_run_does_not_start_on_a_full_disk(tmp_path: Path) -> None:
    prepare(tmp_path)
    (tmp_path / "runs").mkdir()
    said = run_script(
        tmp_path,
        f"""
        mount -t tmpfs -o size=64k tmpfs runs; dd if=/dev/zero of=runs/big bs=4k 2> /dev/null
        {RUN} m.yaml 2>&1; echo "code $?"
        ls -A runs
        """,
    )
    assert "No space left on device\ncode 2\n" in said
    assert said.endswith("code 2\nbig\n")


def test_a_directory_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    runs = prepare(tmp_path)
    assert runs.run("m.yaml")[0] == 1
    said = run_script(
        tmp_path,
        f"""
        mount --bind runs runs; mount -o remount,bind,ro runs
        {RUN} m.yaml 2>&1; echo "code $?"
        {RUN} --resume {runs.directory.name} 2>&1; echo "code $?"
        """,
    )
    assert said.count("Read-only file system\ncode 2\n") == 2


def test_a_run_ends_whose_directory_is_deleted(tmp_path: Path) -> None:
    runs = prepare(tmp_path, "sleep 1", "sleep 1")
    process = runs.start("m.yaml")
    wait_until(lambda: runs.find() is not None and (runs.directory / "pods").exists())
    shutil.rmtree(runs.directory, ignore_errors=True)
    _, errors = process.communicate()
    assert (process.returncode, "was deleted while it was in use" in errors) == (2, True), errors
    assert list((tmp_path / "runs").iterdir()) == []
    assert list(runs.list_processes()) == []


def test_a_working_directory_that_was_deleted_is_reported(tmp_path: Path) -> None:
    prepare(tmp_path)
    gone = tmp_path / "gone"
    gone.mkdir()
    command = ["sh", "-c", f"rmdir {gone}; exec {RUN} {tmp_path}/m.yaml"]
    done = subprocess.run(command, cwd=gone, capture_output=True, text=True, check=False)
    assert (done.returncode, "the working directory has been deleted" in done.stderr) == (2, True), done.stderr


def test_a_run_ends_whose_working_directory_is_deleted(tmp_path: Path) -> None:
    runs = prepare(tmp_path, "sleep 1", "sleep 1")
    folder = tmp_path / "gone"
    folder.mkdir()
    shutil.copy(tmp_path / "m.yaml", folder)
    process = runs.start(f"{folder}/m.yaml", "--runs", "../runs", cwd=folder)
    wait_until(lambda: runs.find() is not None and (runs.directory / "pods").exists())
    shutil.rmtree(folder)
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    assert runs.read_workflow()["status"]["phase"] == "Succeeded"


@pytest.mark.slow
def test_one_of_two_resumes_continues(tmp_path: Path) -> None:
    runs = prepare(tmp_path, second="echo two >> /marks/log; test -e /marks/repaired && sleep 3")
    assert runs.run("m.yaml")[0] == 1
    marks = runs.directory / "claims" / "marks"
    (marks / "repaired").touch()
    processes = [runs.start("--resume", runs.directory.name) for _ in range(2)]
    ended = sorted((process.communicate()[1], process.returncode) for process in processes)
    codes = sorted(code for _, code in ended)
    assert codes in ([0, 2], [0, 0])  # both, if the second one has started late
    assert (marks / "log").read_text() == "one\ntwo\ntwo\n"
    assert codes == [0, 0] or any("is in use by another process" in errors for errors, _ in ended)


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


@pytest.mark.parametrize(
    ("name", "before", "after", "message"),
    [
        ("run.json", '"version": 2', '"version": 99', "was recorded by another version of argogen (99, not 2)"),
        ("run.json", '"name": "hostile"', '"name": 3', "has no valid 'name'"),
        ("run.json", '"spec": {', '"spec": {,', "is not valid JSON"),
        ("workflow.json", "{", "{,", "is not valid JSON"),
        ("outcomes.jsonl", '"path": "[0].one"', '"path": 5', "line 2 of"),
        ("outcomes.jsonl", '"parameters": {}, "createdAt"', '"created"', "does not begin with the parameters"),
        ("outcomes.jsonl", "{", "[", "does not begin with the parameters"),
    ],
)  # fmt: skip
def test_a_changed_record_is_refused(tmp_path: Path, name: str, before: str, after: str, message: str) -> None:
    runs = prepare(tmp_path)
    assert runs.run("m.yaml")[0] == 1
    change(runs.directory / name, before, after)
    kept = {path: path.read_bytes() for path in runs.directory.glob("*.json*")}
    code, errors = runs.run("--resume", runs.directory.name)
    assert (code, message in errors, "internal error" in errors) == (2, True, False), errors
    assert kept == {path: path.read_bytes() for path in runs.directory.glob("*.json*")}


def test_a_record_that_was_cut_off_continues(tmp_path: Path) -> None:
    runs = prepare(tmp_path)
    assert runs.run("m.yaml")[0] == 1
    marks = runs.directory / "claims" / "marks"
    (marks / "repaired").touch()
    for name in ("outcomes.jsonl", "journal.jsonl"):
        path = runs.directory / name
        path.write_bytes(path.read_bytes()[:-20])
    (runs.directory / "workflow.json").unlink()
    assert runs.run("--resume", runs.directory.name)[0] == 0
    assert (marks / "log").read_text() == "one\n"
