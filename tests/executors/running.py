"""Run manifests with the processes of this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from argogen.executors.local.executor import LocalExecutor
from argogen.executors.local.settings import Settings
from argogen.executors.pods.objects import read_objects
from argogen.executors.runtime import Runtime
from argogen.executors.sandbox.client import Sandbox, explain_absence
from argogen.executors.unisolated.claims import Claims
from argogen.executors.unisolated.runtime import UnisolatedRuntime
from argogen.runner.execution import Job, Outcome
from argogen.runner.model.library import read_library
from argogen.runner.run import Run
from argogen.runner.schedule import schedule
from argogen.runner.submission import Options, find_workflow
from tests.oracle.missing import do_without

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
Answer = Callable[[Job], Outcome | None]


def require_namespaces() -> None:
    """Skip a test where processes cannot be isolated."""
    if reason := explain_absence():
        do_without(reason)


def ignore(_: Job) -> None:
    """Neither mock a job nor resume a node."""


@contextmanager
def open_executor(
    folder: Path, documents: Sequence[Any] = (), approve: Answer = ignore, mock: Answer = ignore, path: str = PATH,
    *, is_isolated: bool = True, **settings: Any,
) -> Iterator[LocalExecutor]:  # fmt: skip
    """Return an executor of processes, which are ended afterwards."""
    if is_isolated:
        require_namespaces()
    folder.mkdir(parents=True, exist_ok=True)
    sandbox = Sandbox(folder / "scratch", path.split(os.pathsep), is_isolated=is_isolated)
    unisolated = UnisolatedRuntime(sandbox, Claims(folder, lambda _: False), folder)
    runtime: Runtime = sandbox if is_isolated else unisolated
    settings = {
        "folder": folder,
        "objects": read_objects(documents),
        "environment": {"PATH": path, "HOME": "/root"},
        **settings,
    }
    executor = LocalExecutor(Settings(**settings), runtime, approve, mock)
    try:
        yield executor
    finally:
        executor.close(10)
        runtime.close()


def run_documents(
    folder: Path, documents: Sequence[Any], parameters: Mapping[str, str] | None = None, **settings: Any
) -> Run:
    """Run the workflow among documents."""
    document = find_workflow(documents)
    assert document is not None
    with open_executor(folder, documents, **settings) as executor:
        return schedule(document, read_library(documents), executor, Options(parameters=parameters or {}))


def read_log(folder: Path, run: Run, path: str, container: str = "main") -> str:
    """Return the log of a container of the node with a path."""
    node = next(node for node in run.nodes if node.path == path)
    return (folder / "logs" / node.id / f"{container}.log").read_text("utf-8", "replace")
