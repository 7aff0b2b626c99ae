"""Processes that render: several at once, and templates of packs within limits."""

from __future__ import annotations

import contextlib
import gc
import importlib
import multiprocessing
import signal
import time
import traceback
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, Place
from argogen.engine.projects import Projects
from argogen.engine.results import Failed, Result
from argogen.engine.session import EngineSession
from argogen.engine.source_file import SourceFile
from argogen.engine.workers.work import Limits, Work, WorkerSettings

# Children start from nothing, on every platform alike: what a copy of a running process holds is anybody's guess.
_CONTEXT = multiprocessing.get_context("spawn")


class WorkerFaultError(Exception):
    """A fault of argogen's own in another process; the cause has the traceback there."""


class _Trace(Exception):  # noqa: N818
    """What a traceback in another process was, as text."""


class _Worker(NamedTuple):
    """A process, the number of the source that it is rendering, since when, and whether that is too long."""

    process: SpawnProcess
    connection: Connection
    number: int = 0
    started: float = 0
    is_late: bool = False


def compile_apart(work: Work, settings: WorkerSettings, count: int) -> Iterator[tuple[int, Result]]:
    """Compile sources in so many processes; the result of each by its index, as they come.

    Raises WorkerFaultError.
    """
    waiting = deque(range(len(work)))
    busy: dict[Connection, _Worker] = {}
    try:
        for _ in range(min(count, len(work))):
            _send(_start(settings), waiting.popleft(), work, busy)
        while busy:
            for worker in _wait(busy, settings.limits):
                yield worker.number, _receive(worker, work[worker.number][0], settings.limits)
                if waiting:
                    free = worker if worker.process.is_alive() else _start(settings)
                    _send(free, waiting.popleft(), work, busy)
                else:
                    worker.connection.close()
    finally:
        for worker in busy.values():
            worker.process.kill()


def _start(settings: WorkerSettings) -> _Worker:
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_serve, args=(theirs, settings), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _send(worker: _Worker, number: int, work: Work, busy: dict[Connection, _Worker]) -> None:
    source, options = work[number]
    project = options.project_environment.project.file if options.project_environment else None
    with contextlib.suppress(ConnectionError):  # nothing comes back from one that has ended, which is reported then
        worker.connection.send((source, project, options.environment))
    busy[worker.connection] = worker._replace(number=number, started=time.monotonic())


def _wait(busy: dict[Connection, _Worker], limits: Limits | None) -> list[_Worker]:
    """Those that have something to say, taken out of `busy`; whoever takes too long is ended, which says something."""
    patience = None
    if limits:
        oldest = min(worker.started for worker in busy.values())
        patience = max(0.0, oldest + limits.seconds - time.monotonic())
    ready = wait(list(busy), patience)
    if not ready:
        late = [worker for worker in busy.values() if limits and time.monotonic() - worker.started >= limits.seconds]
        for worker in late:
            worker.process.kill()
            worker.process.join()
        return [busy.pop(worker.connection)._replace(is_late=True) for worker in late]
    return [busy.pop(connection) for connection in list(busy) if connection in ready]


def _receive(worker: _Worker, source_file: SourceFile, limits: Limits | None) -> Result:
    try:
        result = worker.connection.recv()
    except (EOFError, ConnectionError):
        worker.process.join()
        worker.connection.close()
        return _report_end(worker, source_file, limits)
    if isinstance(result, str):
        raise WorkerFaultError(result.strip().rpartition("\n")[2]) from _Trace(result)
    return result  # type: ignore[no-any-return]


def _report_end(worker: _Worker, source_file: SourceFile, limits: Limits | None) -> Failed:
    place, code = Place(source_file.source.file), worker.process.exitcode
    if limits and (worker.is_late or code == -getattr(signal, "SIGXCPU", 0)):
        message = f"this was not rendered within {limits.seconds} s, the limit where templates of packs are used"
        return Failed((Diagnostic("render-limit", message, place, "does a template of a pack loop for ever?"),))
    how = f"signal {-code}" if code and code < 0 else f"exit code {code}"
    message = f"the process that rendered this ended before it was done ({how})"
    return Failed((Diagnostic("render-ended", message, place, "is there enough memory?"),))


def _serve(connection: Connection, settings: WorkerSettings) -> None:
    """What a worker does: render what it is sent, until nobody sends any more."""
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one gets it, too
    generation = importlib.import_module("argogen.engine.compilation")
    projects = Projects(settings.request, EngineSession(settings.host))
    while True:
        try:
            source, file, environment = connection.recv()
        except EOFError:
            return
        try:
            _limit(settings.limits)
            project = projects.read(file) if file else None
            result = generation.attempt(source, projects.options(project, environment), projects.session, settings.mode)
        except Exception:  # raised again in the process that waits for it
            result = traceback.format_exc()
        connection.send(result)


def _limit(limits: Limits | None) -> None:
    """Keep this process within limits; Windows knows none, and only ends what takes too long."""
    if limits is None:
        return
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    used = resource.getrusage(resource.RUSAGE_SELF)
    # Whoever waits for this process would end it, but may have been ended itself.
    seconds = int(used.ru_utime + used.ru_stime) + limits.seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
