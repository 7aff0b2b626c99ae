"""Rendering in several processes: the same as in one, however they end."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from argogen.argo.versions import ArgoVersion
from argogen.diagnostics import InvalidInputError
from argogen.engine.options import RequestOptions
from argogen.engine.projects import Projects
from argogen.engine.results import Failed, Generated
from argogen.engine.workers.pool import Batch, render_all
from argogen.engine.workers.processes import InternalWorkerError, compile_apart
from argogen.engine.workers.work import Limits, Work, WorkerSettings
from argogen.host import Host
from tests.cli.conftest import BAD, HELLO, PROJECT, Run, Write, start, wait_for_workers
from tests.compiling import find_inputs, open_session


@pytest.fixture
def project(write: Write) -> None:
    write({"argogen.yaml": PROJECT, **{f"pipelines/p{n}.yaml": HELLO.replace("hello", f"p{n}") for n in range(12)}})


def list_work(given: RequestOptions) -> Work:
    projects = Projects(given, open_session())
    return [(each, projects.options_around(each.folder)) for each in find_inputs(["pipelines"])]


@pytest.mark.usefixtures("project")
def test_the_same_as_in_one_process() -> None:
    given = RequestOptions(environment="staging", variables={"tag": "1"})
    work = list_work(given)
    one, several = (render_all(work, Batch(given, open_session(), processes)) for processes in (1, 3))
    assert one == several
    assert len(one) == 12


@pytest.mark.usefixtures("project")
def test_all_that_is_wrong_is_reported(write: Write) -> None:
    write({"pipelines/p3.yaml": BAD, "pipelines/p7.yaml": BAD})
    with pytest.raises(InvalidInputError) as caught:
        render_all(list_work(RequestOptions()), Batch(RequestOptions(), open_session(), 3))
    assert {found.place.file for found in caught.value.diagnostics} == {"pipelines/p3.yaml", "pipelines/p7.yaml"}


@pytest.mark.slow
@pytest.mark.usefixtures("project")
def test_more_processes_than_work(run: Run) -> None:
    assert run("render", "-j", "64").err == "12 manifests: 12 written\n"
    assert run("render", "-j", "0", "--check").code == 0


@pytest.mark.usefixtures("project")
def test_a_fault_in_a_worker_is_a_fault() -> None:
    given = RequestOptions(argo_version=ArgoVersion("9.9"))
    with pytest.raises(InternalWorkerError, match=r"^ValueError: unsupported version of Argo: 9\.9[^\n]*$") as fault:
        list(compile_apart(list_work(given), WorkerSettings(given, Host(working_directory=Path.cwd())), 2))
    assert "Traceback (most recent call last)" in str(fault.value.__cause__)


@pytest.mark.usefixtures("project")
def test_memory_is_limited(write: Write) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no limit for a process")
    write({"pipelines/p0.yaml": f"{HELLO}templates: ../big\n"})
    grow = "{% for n in range(100) %}{% set ns.all = ns.all + ['x' * 30000000 ~ n] %}{% endfor %}"
    write({"big/constructs/container.yaml.j2": f"{{% set ns = namespace(all=[]) %}}{grow}name: x\n"})
    settings = WorkerSettings(RequestOptions(), Host(working_directory=Path.cwd()), limits=Limits(60, 2**30))
    results = dict(compile_apart(list_work(RequestOptions()), settings, 1))
    assert isinstance(results[0], Failed)
    assert "out of memory" in results[0].diagnostics[0].message
    assert [type(results[number]) for number in range(1, 12)] == [Generated] * 11


@pytest.mark.skipif(not Path("/proc").exists(), reason="how to find a child process is Linux's")
def test_a_worker_that_is_killed(write: Write, folder: Path) -> None:
    steps = "".join(f"- {{name: s{n}, run: echo {n}}}\n" for n in range(500))
    write({"argogen.yaml": PROJECT, **{f"pipelines/p{n}.yaml": f"name: p{n}\nsteps:\n{steps}" for n in range(6)}})
    process = start(folder, "render", "-j", "2")
    os.kill(wait_for_workers(process)[0], signal.SIGKILL)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert (
        err.count(b"error[render-process-exited]: the worker process exited unexpectedly while rendering (signal 9)")
        == 1
    )
    assert not (folder / "manifests").exists()


@pytest.mark.usefixtures("project")
def test_whoever_stops_asking_stops_the_workers() -> None:
    others = set(multiprocessing.active_children())  # of earlier tests, which end when they get to it
    results = compile_apart(
        list_work(RequestOptions()), WorkerSettings(RequestOptions(), Host(working_directory=Path.cwd())), 2
    )
    next(iter(results))
    workers = set(multiprocessing.active_children()) - others
    assert len(workers) == 2
    results.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 20
    while workers & set(multiprocessing.active_children()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not workers & set(multiprocessing.active_children())
