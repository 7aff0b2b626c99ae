"""Processes without namespaces share the files of this machine, and leave none there but those that were there."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from argogen.executors.pods.errors import PodError
from argogen.executors.pods.pod import SCRIPT, Pod
from argogen.executors.runtime import Command, Ended, Mount
from argogen.executors.sandbox import processes
from argogen.executors.sandbox.client import Sandbox
from argogen.executors.sandbox.processes import Entry, find_start, list_processes, read_listing
from argogen.executors.unisolated.claims import CLAIMS, ClaimError, Claims, clear
from argogen.executors.unisolated.runtime import UnisolatedRuntime
from tests.executors.running import PATH
from tests.waiting import wait_until


class Runner:
    """Runs commands without namespaces, each in a pod of its own; `out` is a directory for the paths of steps."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder / "runs" / "run", folder / "out"
        for each in (self.folder, self.out):
            each.mkdir(parents=True)
        self.sandbox = Sandbox(self.folder / "scratch", PATH.split(os.pathsep), is_isolated=False)
        self.runtime = UnisolatedRuntime(self.sandbox, Claims(self.folder, lambda _: False), self.folder)
        self._count = 0

    def start(self, script: str, **options: Any) -> tuple[Any, queue.SimpleQueue[Ended], Path, Pod]:
        self._count += 1
        pod = Pod(f"pod-{self._count}", (), (), (), (), {})
        self.runtime.open(pod)
        folder = self.folder / "pods" / pod.name / "containers" / "main"
        (folder / "outputs").mkdir(parents=True)
        ends: queue.SimpleQueue[Ended] = queue.SimpleQueue()
        args = options.pop("args", ["sh", "-c", script])
        command = Command(
            args, {"PATH": PATH, "ARGO_NODE_ID": "x"}, str(folder), str(folder / "log"),
            stdout=str(folder / "stdout"), outputs=str(folder / "outputs"), hostname=pod.name, **options,
        )  # fmt: skip
        return self.runtime.start(command, ends.put), ends, folder, pod

    def run(self, script: str, **options: Any) -> tuple[Ended, Path]:
        _, ends, folder, pod = self.start(script, **options)
        end = ends.get(timeout=60)
        self.runtime.release(pod)
        return end, folder


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    runner = Runner(tmp_path)
    yield runner
    runner.runtime.close()


def is_alive(pid: int) -> bool:
    return find_start(pid) != ""


def test_outputs_are_kept_and_removed_from_their_paths(runner: Runner) -> None:
    path = runner.out / "new" / "file"
    for value in ("one", "two"):
        script = f"mkdir -p {path.parent}; test ! -e {path} || exit 9; echo {value} > {path}; pwd; exit 3"
        end, folder = runner.run(script, collect={"file": str(path), "none": f"{path}-none"})
        assert (end.code, end.error, list(end.missing)) == (3, "", [f"{path}-none"])
        assert (folder / "outputs" / "file").read_text() == f"{value}\n"
        assert (folder / "stdout").read_text() == f"{folder}/work\n"
        assert not path.exists()
    runner.runtime.close()
    assert list(runner.out.iterdir()) == []  # the directory did not exist before the run


def test_inputs_and_scripts(runner: Runner, tmp_path: Path) -> None:
    path = runner.out / "deep" / "input"
    script = tmp_path / "script"
    script.write_text("cat $1; rm -r $1; ls $TMPDIR; mkdir $1; echo new > $1/file")
    for _ in range(2):
        source = tmp_path / "source"
        source.write_text("value")
        mounts = [Mount(str(script), SCRIPT), Mount(str(source), str(path))]
        command = ["sh", SCRIPT, str(path)]
        end, folder = runner.run("", args=command, mounts=mounts, collect={"tree": str(path)})
        assert (end.code, end.error) == (0, "")
        assert (folder / "stdout").read_text() == "value"
        assert (folder / "outputs" / "tree" / "file").read_text() == "new\n"
        assert not path.exists()


def test_nothing_that_was_there_is_replaced(runner: Runner) -> None:
    path = runner.out / "kept"
    path.write_text("mine")
    with pytest.raises(PodError, match=f"path '{path}' exists on this machine: it would be replaced"):
        runner.start("true", collect={"file": str(path)})
    with pytest.raises(PodError, match="exists on this machine"):
        runner.start("true", mounts=[Mount(str(path), str(path))])
    assert path.read_text() == "mine"


def test_files_are_not_removed_where_a_link_leads(runner: Runner) -> None:
    mine, folder = runner.out / "mine", runner.out / "folder"
    mine.mkdir()
    (mine / "file").write_text("mine")
    end, _ = runner.run(f"ln -s {mine} {folder}", collect={"file": f"{folder}/file"})
    assert end.code == 0
    end, _ = runner.run(f"ln -s {mine} {runner.out}/link", collect={"file": f"{runner.out}/link"})
    assert end.code == 0
    assert (mine / "file").read_text() == "mine"
    assert sorted(each.name for each in runner.out.iterdir()) == ["folder", "mine"]


def test_two_pods_do_not_use_a_path_at_the_same_time(runner: Runner) -> None:
    path = runner.out / "file"
    process, ends, _, pod = runner.start("sleep 600", collect={"file": str(path)})
    with pytest.raises(PodError, match="is in use by another step that runs at the same time, 'pod-1'"):
        runner.start("true", collect={"file": f"{path}/below"})
    process.kill()
    assert ends.get(timeout=60).code == 137
    runner.runtime.release(pod)
    assert runner.run("true", collect={"file": str(path)})[0].code == 0


def test_a_probe_runs_in_the_directory_of_its_process(runner: Runner) -> None:
    process, ends, _, _ = runner.start("echo x > file; sleep 600")
    wait_until(lambda: process.probe(["test", "-s", "file"], 30))
    assert not process.probe(["sh", "-c", "exit 3"], 30)
    process.kill()
    assert ends.get(timeout=60).code == 137
    assert not process.probe(["true"], 30)


def test_other_users_and_volumes_are_refused(runner: Runner) -> None:
    with pytest.raises(PodError, match="'runAsUser' 12345 cannot be set without namespaces: it is "):
        runner.start("true", security={"runAsUser": 12345})
    with pytest.raises(PodError, match="a volume cannot be mounted at '/data' without namespaces"):
        runner.start("true", mounts=[Mount(str(runner.folder), "/data", is_volume=True)])


def test_background_processes_end_with_the_command(runner: Runner) -> None:
    script = "(setsid sh -c 'echo $$ > pid; exec sleep 600' &); while ! test -s pid; do :; done; exit 4"
    end, folder = runner.run(script)
    assert end.code == 4
    assert not is_alive(int((folder / "work" / "pid").read_text()))


@pytest.mark.parametrize("polite", [True, False])
def test_a_command_is_asked_to_end_and_ended(runner: Runner, polite: bool) -> None:
    answer = "exit 7" if polite else ":"
    script = f"trap '{answer}' TERM; (setsid sleep 600 &); echo ready > ready; while :; do sleep 0.01; done"
    process, ends, folder, pod = runner.start(script)
    wait_until((folder / "work" / "ready").exists)
    process.terminate()
    if not polite:
        process.kill()
    assert ends.get(timeout=60).code == (7 if polite else 137)
    runner.runtime.release(pod)


def find_pid(folder: Path) -> int:
    wait_until(lambda: (folder / "work" / "pid").exists() and (folder / "work" / "pid").read_text().endswith("\n"))
    return int((folder / "work" / "pid").read_text())


def test_everything_ends_with_the_supervisor(runner: Runner) -> None:
    _, ends, folder, _ = runner.start("(setsid sh -c 'echo $$ > pid; exec sleep 600' &); sleep 600")
    pid = find_pid(folder)
    runner.sandbox._channel.shutdown(2)  # as if argogen were killed
    assert ends.get(timeout=60).code == 137
    assert runner.sandbox._supervisor.wait(60) is not None
    wait_until(lambda: not is_alive(pid))


def test_what_a_killed_supervisor_leaves_is_cleared(runner: Runner) -> None:
    path = runner.out / "file"
    script = f"echo x > {path}; (setsid sh -c 'echo $$ > pid; exec sleep 600' &); sleep 600"
    _, ends, folder, _ = runner.start(script, collect={"file": str(path)})
    pid = find_pid(folder)
    os.kill(runner.sandbox._supervisor.pid, signal.SIGKILL)
    assert ends.get(timeout=60).code == 137
    clear(runner.folder)
    assert not path.exists()
    assert not (runner.folder / CLAIMS).exists()
    assert not is_alive(pid)


def test_runs_do_not_share_paths(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two", "gone")]
    for each in folders:
        each.mkdir()
    path = tmp_path / "path"
    gone = Claims(folders[2], lambda _: False)
    gone.add([str(path), str(tmp_path / "new" / "below" / "file")])
    path.write_text("left")
    (tmp_path / "new" / "below").mkdir(parents=True)
    one = Claims(folders[0], lambda folder: folder == folders[2])
    one.add([str(path)])  # that of a killed run
    assert not path.exists()
    assert not (tmp_path / "new").exists()
    with pytest.raises(ClaimError, match="is in use by run 'one'"):
        Claims(folders[1], lambda _: False).add([f"{path}/below"])
    path.write_text("of a step")
    one.add([str(path)])
    clear(folders[0])
    assert not path.exists()
    path.write_text("mine")
    with pytest.raises(ClaimError, match="exists on this machine"):
        Claims(folders[1], lambda _: False).add([str(path)])


def test_processes_are_listed_as_by_ps() -> None:
    line = "  12   1  12 Ss   Mon Nov 30 19:21:00 2026\n  13  12  12 Z    Mon Nov 30 19:21:01 2026\n"
    assert list(read_listing(line)) == [Entry(12, 1, 12, 12, "Mon Nov 30 19:21:00 2026")]
    own = next(each for each in list_processes() if each.pid == os.getpid())
    assert (own.parent, own.group, own.started) == (os.getppid(), os.getpgrp(), find_start(os.getpid()))


def test_descendants_are_found_without_proc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "IS_LINUX", False)
    with subprocess.Popen(["sh", "-c", "sleep 600 & wait"], start_new_session=True) as child:
        # Those of this process are not touched: one may belong to other tests.
        wait_until(lambda: len(processes.find_descendants(child.pid, child.pid)) == 1)
        processes.end_descendants(child.pid, child.pid)
        assert child.wait(60) == 0
