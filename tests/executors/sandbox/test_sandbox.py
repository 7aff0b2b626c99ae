"""Processes have a private view of the file system, end with their supervisor, and leave their outputs."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from argogen.executors.runtime import Command, Ended, Mount
from argogen.executors.sandbox.client import Sandbox
from tests.executors.running import PATH, require_namespaces


class Runner:
    """Runs commands in a sandbox, one directory each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sandbox = Sandbox(folder / "scratch", PATH.split(os.pathsep))
        self._count = 0

    def start(self, script: str, **options: Any) -> tuple[Any, queue.SimpleQueue[Ended], Path]:
        self._count += 1
        folder = self.folder / str(self._count)
        (folder / "outputs").mkdir(parents=True)
        args = options.pop("args", ["sh", "-c", script])
        ends: queue.SimpleQueue[Ended] = queue.SimpleQueue()
        command = Command(
            args, {"PATH": PATH, **options.pop("env", {})}, str(folder), str(folder / "log"),
            stdout=str(folder / "stdout"), outputs=str(folder / "outputs"), **options,
        )  # fmt: skip
        return self.sandbox.start(command, ends.put), ends, folder

    def run(self, script: str, **options: Any) -> tuple[Ended, Path]:
        _, ends, folder = self.start(script, **options)
        return ends.get(timeout=60), folder


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    require_namespaces()
    runner = Runner(tmp_path)
    yield runner
    runner.sandbox.close()


def test_a_process_leaves_its_exit_code_its_output_and_its_files(runner: Runner) -> None:
    end, folder = runner.run(
        "echo out; echo error >&2; echo kept > /tmp/file; mkdir -p /a/b; echo deep > /a/b/c; exit 3",
        collect={"file": "/tmp/file", "tree": "/a", "none": "/tmp/none"},
    )
    assert (end.code, end.error, list(end.missing)) == (3, "", ["/tmp/none"])
    assert (folder / "stdout").read_text() == "out\n"
    assert sorted((folder / "log").read_text().splitlines()) == ["error", "out"]
    assert (folder / "outputs" / "file").read_text() == "kept\n"
    assert (folder / "outputs" / "tree" / "b" / "c").read_text() == "deep\n"


def test_processes_do_not_see_the_files_of_others(runner: Runner) -> None:
    script = "test -e /tmp/mine && exit 9; echo x > /tmp/mine; echo x > /etc/argogen-test; cat /etc/argogen-test"
    ends = [runner.start(script)[1] for _ in range(4)]
    assert [end.get(timeout=60).code for end in ends] == [0] * 4
    assert not Path("/etc/argogen-test").exists()


def test_mounts_are_shared_and_can_be_read_only(runner: Runner, tmp_path: Path) -> None:
    shared = tmp_path / "volume"
    shared.mkdir()
    mount = Mount(str(shared), "/deep/volume")
    assert runner.run("echo 1 > /deep/volume/file", mounts=[mount])[0].code == 0
    assert (shared / "file").read_text() == "1\n"
    end, folder = runner.run(
        "cat /deep/volume/file; echo 2 > /deep/volume/file", mounts=[Mount(str(shared), "/deep/volume", read_only=True)]
    )
    assert end.code != 0
    assert (folder / "stdout").read_text() == "1\n"
    assert (shared / "file").read_text() == "1\n"


def test_an_absent_program_has_the_message_of_argo(runner: Runner) -> None:
    end, _ = runner.run("", args=["/no/such/program"])
    assert end.code == 64
    assert end.error == (
        'failed to find name in PATH: exec: "/no/such/program": stat /no/such/program: no such file or directory'
    )
    assert "executable file not found in $PATH" in runner.run("", args=["no-such-program"])[0].error
    assert runner.run("", args=["/etc/passwd"])[0].error.endswith('exec: "/etc/passwd": permission denied')
    assert runner.run("", args=["/etc"])[0].error.endswith('exec: "/etc": is a directory')
    assert runner.run("", args=["echo", "a\0b"])[0].error.endswith("echo: invalid argument")


def test_a_program_of_an_image_may_be_elsewhere_in_path(runner: Runner) -> None:
    assert runner.run("", args=["/image/bin/true"])[0].code == 0


def test_a_process_is_asked_to_end_and_ended(runner: Runner) -> None:
    process, ends, folder = runner.start("trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.05; done")
    wait_for(folder / "log", "ready")
    process.terminate()
    assert ends.get(timeout=60).code == 7
    process, ends, folder = runner.start("trap '' TERM; echo ready; while :; do sleep 0.05; done")
    wait_for(folder / "log", "ready")
    process.terminate()
    process.kill()
    assert ends.get(timeout=60).code == 137


def test_the_processes_that_a_process_has_started_end_with_it(runner: Runner, tmp_path: Path) -> None:
    beat = tmp_path / "volume"
    beat.mkdir()
    script = "(while :; do echo >> /volume/beat; sleep 0.02; done) & while ! test -s /volume/beat; do :; done; exit 5"
    assert runner.run(script, mounts=[Mount(str(beat), "/volume")])[0].code == 5
    size = (beat / "beat").stat().st_size
    time.sleep(0.2)
    assert (beat / "beat").stat().st_size == size


def test_all_processes_end_with_the_supervisor(runner: Runner) -> None:
    _, ends, folder = runner.start("echo ready; sleep 600")
    wait_for(folder / "log", "ready")
    runner.sandbox._channel.shutdown(2)  # as if argogen were killed
    end = ends.get(timeout=60)
    assert (end.code, end.error) == (137, "the supervisor of processes has ended")
    assert runner.sandbox._supervisor.wait(60) is not None


def test_secrets_are_masked_in_logs_but_not_in_results(runner: Runner) -> None:
    script = "printf 'a hun'; sleep 0.1; printf 'ter2 b hunter'; echo"
    _, folder = runner.run(script, secrets=["hunter2"])
    assert (folder / "log").read_text() == "a *** b hunter\n"
    assert (folder / "stdout").read_text() == "a hunter2 b hunter\n"


def test_programs_in_private_directories_are_visible(tmp_path: Path) -> None:
    require_namespaces()
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "say-hello").write_text("#!/bin/sh\necho hello\n")
    (programs / "say-hello").chmod(0o755)
    runner = Runner(tmp_path / "run")
    runner.sandbox.close()
    runner.sandbox = Sandbox(tmp_path / "scratch", [str(programs), *PATH.split(os.pathsep)])
    end, folder = runner.run("", args=["say-hello"], env={"PATH": f"{programs}:{PATH}"})
    runner.sandbox.close()
    assert (end.code, (folder / "stdout").read_text()) == (0, "hello\n")


def wait_for(path: Path, text: str) -> None:
    """Wait until a file contains a text."""
    while not path.exists() or text not in path.read_text():
        time.sleep(0.01)


def wait_until_ready(process: Any, *command: str) -> None:
    limit = time.monotonic() + 60
    while not process.probe(command, 30):
        assert time.monotonic() < limit


def test_a_probe_sees_what_its_process_sees(runner: Runner) -> None:
    script = "echo $$ > /tmp/pid; hostname > /tmp/name; sleep 600"
    process, ends, _ = runner.start(script, env={"VALUE": "x"}, hostname="pod-a")
    wait_until_ready(process, "test", "-s", "/tmp/name")
    script = 'test $(cat /tmp/name) = $(hostname) && test "$VALUE" = x && kill -0 $(cat /tmp/pid)'
    assert process.probe(["sh", "-c", script], 30)
    assert not process.probe(["sh", "-c", "exit 3"], 30)
    assert not process.probe(["no-such-program"], 30)
    process.kill()
    assert ends.get(timeout=60).code == 137
    assert not process.probe(["true"], 30)


@pytest.mark.slow
def test_a_probe_that_takes_too_long_fails(runner: Runner) -> None:
    process, ends, _ = runner.start("sleep 600")
    wait_until_ready(process, "true")
    assert not process.probe(["sh", "-c", "sleep 500; true"], 1)
    process.terminate()
    assert ends.get(timeout=60).code == 143


AS_USER = """
import queue, sys
from pathlib import Path
from argogen.executors.runtime import Command
from argogen.executors.sandbox.client import Sandbox
folder, path = Path(sys.argv[1]), sys.argv[2]
script = "id -u; id -g; touch /tmp/file; stat -c %u /tmp/file"
security = {"runAsUser": 1234, "runAsGroup": 56}
ends, sandbox = queue.SimpleQueue(), Sandbox(folder / "scratch", path.split(":"))
command = Command(["sh", "-c", script], {"PATH": path}, str(folder / "c"), str(folder / "log"), security=security)
sandbox.start(command, ends.put)
print(ends.get(timeout=60))
sandbox.close()
"""


def test_users_can_be_set_without_root(tmp_path: Path) -> None:
    require_namespaces()
    (tmp_path / "c").mkdir()
    user = ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.geteuid() == 0 else []
    command = [*user, sys.executable, "-c", AS_USER, str(tmp_path), PATH]
    done = subprocess.run(command, env=os.environ, check=True, capture_output=True, text=True)
    assert (tmp_path / "log").read_text() == "1234\n56\n1234\n", done.stdout
