"""The supervisor ends with the program that started it, and reports what prevents its start."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from argogen.executors.sandbox.client import _PACKAGES, _PROGRAM, Sandbox, SandboxError, explain_absence
from tests.executors.running import PATH, require_namespaces
from tests.waiting import wait_until


def test_it_ends_if_the_program_is_killed_before_it_has_described_the_host() -> None:
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-I", "-S", "-c", _PROGRAM, str(_PACKAGES)]
    process = subprocess.Popen(command, stdin=theirs.fileno(), stderr=subprocess.PIPE)
    theirs.close()
    ours.sendall(b'{"scratch"')
    ours.close()
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, b"")


def try_to_lock(path: Path) -> bool:
    with path.open("r") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_it_holds_files_until_it_ends(tmp_path: Path) -> None:
    require_namespaces()
    path = tmp_path / "lock"
    number = os.open(path, os.O_RDWR | os.O_CREAT)
    fcntl.flock(number, fcntl.LOCK_EX)
    sandbox = Sandbox(tmp_path / "scratch", PATH.split(os.pathsep), (number,))
    os.close(number)
    assert not try_to_lock(path)
    sandbox.close()
    assert try_to_lock(path)


def write_unshare(folder: Path, script: str) -> Path:
    program = folder / "unshare"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)
    return program


def test_namespaces_that_are_refused_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_unshare(tmp_path, "echo 'unshare: unshare failed: Operation not permitted' >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:{PATH}")
    reason = "namespaces cannot be created on this machine (unshare: unshare failed: Operation not permitted)"
    assert explain_absence() == reason
    with pytest.raises(SandboxError, match="namespaces cannot be created"):
        Sandbox(tmp_path / "scratch", [])
    (tmp_path / "m.json").write_text(
        '{"kind": "Workflow", "apiVersion": "argoproj.io/v1alpha1", "metadata": {"name": "w"}, "spec":'
        ' {"entrypoint": "main", "templates": [{"name": "main", "container": {"image": "x", "command": ["true"]}}]}}',
        "utf-8",
    )
    command = [sys.executable, "-m", "argogen", "run", "m.json", "--executor", "process", "--runs", "runs"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, reason in done.stderr, "add --no-isolation" in done.stderr) == (2, True, True)
    assert not (tmp_path / "runs").exists()


def test_mounts_that_are_refused_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_namespaces()
    # The supervisor runs in the mount namespace of another user, where nothing can be mounted.
    script = 'for last in "$@"; do :; done; [ "$last" = true ] && exit; while [ "$1" != -- ]; do shift; done; shift; '
    program = write_unshare(tmp_path, f'{script} exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"')
    monkeypatch.setenv("PATH", f"{program.parent}:{PATH}")
    (tmp_path / "scratch").mkdir(mode=0o777)
    (tmp_path / "scratch").chmod(0o777)
    with pytest.raises(SandboxError, match=r"the processes of steps cannot be started: .*") as caught:
        Sandbox(tmp_path / "scratch", PATH.split(os.pathsep))
    assert "\n" not in str(caught.value)


def test_a_directory_that_is_missing_is_reported(tmp_path: Path) -> None:
    require_namespaces()
    (tmp_path / "file").touch()
    with pytest.raises(SandboxError, match="Not a directory"):
        Sandbox(tmp_path / "file" / "scratch", PATH.split(os.pathsep))


def test_its_processes_end_if_it_is_killed(tmp_path: Path) -> None:
    require_namespaces()
    sandbox = Sandbox(tmp_path / "scratch", PATH.split(os.pathsep))
    children = Path(f"/proc/{sandbox._supervisor.pid}/task/{sandbox._supervisor.pid}/children")
    wait_until(lambda: bool(children.read_text().split()))
    os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
    wait_until(lambda: sandbox._supervisor.poll() is not None)
    sandbox.close()
