"""Worker processes: parallel compilation, and limits for templates of packs."""

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

# Spawned processes have the same initial state on every platform; forked ones would copy threads and locks.
_CONTEXT = multiprocessing.get_context("spawn")


class InternalWorkerError(Exception):
    """An internal error in a worker process; the cause contains its traceback."""


class _Trace(Exception):  # noqa: N818
    """The formatted traceback of a worker process."""


class _Worker(NamedTuple):
    """A process, the index of its current source, the start time, and whether the time limit is exceeded."""

    process: SpawnProcess
    connection: Connection
    number: int = 0
    started: float = 0
    is_late: bool = False


def compile_apart(work: Work, settings: WorkerSettings, count: int) -> Iterator[tuple[int, Result]]:
    """Compile sources in `count` processes; yield results in order of completion, each with its index.

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
    with contextlib.suppress(ConnectionError):  # a process that has exited is reported on receive
        worker.connection.send((source, project, options.environment))
    busy[worker.connection] = worker._replace(number=number, started=time.monotonic())


def _wait(busy: dict[Connection, _Worker], limits: Limits | None) -> list[_Worker]:
    """Wait for workers with a result, and remove them from `busy`; kill workers that exceed the time limit."""
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
        raise InternalWorkerError(result.strip().rpartition("\n")[2]) from _Trace(result)
    return result  # type: ignore[no-any-return]


def _report_end(worker: _Worker, source_file: SourceFile, limits: Limits | None) -> Failed:
    place, code = Place(source_file.source.file), worker.process.exitcode
    if limits and (worker.is_late or code == -getattr(signal, "SIGXCPU", 0)):
        message = f"rendering exceeded {limits.seconds} s, the time limit for pipelines that use templates of packs"
        return Failed(
            (Diagnostic("render-limit-exceeded", message, place, "check the templates of the packs for endless loops"),)
        )
    reason = f"signal {-code}" if code and code < 0 else f"exit code {code}"
    message = f"the worker process exited unexpectedly while rendering ({reason})"
    return Failed((Diagnostic("render-process-exited", message, place, "check the available memory"),))


def _serve(connection: Connection, settings: WorkerSettings) -> None:
    """Run a worker: compile received sources until the connection is closed."""
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # handled by the parent process
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
        except Exception:  # raised again in the parent process
            result = traceback.format_exc()
        connection.send(result)


def _limit(limits: Limits | None) -> None:
    """Set resource limits of this process; on Windows, only the parent process enforces the time limit."""
    if limits is None:
        return
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    used = resource.getrusage(resource.RUSAGE_SELF)
    # The parent process would kill this one, but may have been killed itself.
    seconds = int(used.ru_utime + used.ru_stime) + limits.seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
