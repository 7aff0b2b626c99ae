"""Processes that render: several at once."""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import signal
import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import NamedTuple

from argogen.cli.inputs import Input
from argogen.cli.options import Given, Options
from argogen.cli.projects import Projects
from argogen.cli.results import Failed, Result
from argogen.diagnostics import Diagnostic, Place

# Children start from nothing, on every platform alike: what a copy of a running process holds is anybody's guess.
_CONTEXT = multiprocessing.get_context("spawn")


class WorkerFaultError(Exception):
    """A fault of argogen's own in another process; the message is its traceback."""


Work = Sequence[tuple[Input, Options]]
_Busy = dict[Connection, tuple["_Worker", int]]


class _Worker(NamedTuple):
    process: SpawnProcess
    connection: Connection


def render_apart(work: Work, given: Given, count: int) -> Iterator[tuple[int, Result]]:
    """The result of each piece of work, by its index, as they come; rendered by so many processes.

    Raises WorkerFaultError.
    """
    waiting = deque(range(len(work)))
    busy: _Busy = {}
    try:
        for _ in range(min(count, len(work))):
            _send(_start(given), work, waiting, busy)
        while busy:
            for connection in wait(list(busy)):
                worker, index = busy.pop(connection)  # type: ignore[call-overload]
                result = _receive(worker, work[index][0])
                yield index, result
                if waiting:
                    _send(worker if worker.process.is_alive() else _start(given), work, waiting, busy)
                else:
                    worker.connection.close()
    finally:
        for worker, _ in busy.values():
            worker.process.kill()


def _start(given: Given) -> _Worker:
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_serve, args=(theirs, given), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _send(worker: _Worker, work: Work, waiting: deque[int], busy: _Busy) -> None:
    index = waiting.popleft()
    source, options = work[index]
    project = options.setup.project.file if options.setup else None
    worker.connection.send((source, project, options.environment))
    busy[worker.connection] = (worker, index)


def _receive(worker: _Worker, given: Input) -> Result:
    try:
        result = worker.connection.recv()
    except EOFError:
        worker.process.join()
        return _report_end(worker.process.exitcode, given)
    if isinstance(result, str):
        raise WorkerFaultError(result)
    return result  # type: ignore[no-any-return]


def _report_end(code: int | None, given: Input) -> Failed:
    how = f"signal {-code}" if code and code < 0 else f"exit code {code}"
    message = f"the process that rendered this ended before it was done ({how})"
    return Failed((Diagnostic("render-ended", message, Place(given.source.file), "is there enough memory?"),))


def _serve(connection: Connection, given: Given) -> None:
    """What a worker does: render what it is sent, until nobody sends any more."""
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one is told, too
    generation = importlib.import_module("argogen.cli.generation")
    projects = Projects(given)
    while True:
        try:
            source, file, environment = connection.recv()
        except EOFError:
            return
        try:
            project = projects.read(file) if file else None
            result = generation.attempt(source, projects.options(project, environment))
        except Exception:  # told to whoever asked, who knows what to do
            result = traceback.format_exc()
        connection.send(result)
