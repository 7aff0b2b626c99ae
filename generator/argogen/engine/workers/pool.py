"""Compile many sources, in this process or in worker processes."""

from __future__ import annotations

import contextlib
import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from argogen.diagnostics import InvalidInputError
from argogen.engine.options import CompileOptions, Mode, RequestOptions
from argogen.engine.results import Generated, Result
from argogen.engine.session import EngineSession
from argogen.engine.workers.work import Limits, Work, WorkerSettings
from argogen.records import Record

_WORTH_A_PROCESS = 40  # number of sources that take as long to compile as starting a process

PACK_LIMITS = Limits(30, 2 * 2**30)
"""Limits for templates of packs, which may not be trusted."""


Progress = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Opens a progress display for a number of sources; the returned function advances it by a number of sources."""


@contextlib.contextmanager
def show_nothing(_length: int) -> Iterator[Callable[[int], None]]:
    """Display no progress."""
    yield lambda _count: None


class Batch(Record):
    """Settings of a batch compilation; `processes` is 0 for a suitable number.

    With `in_process`, no other process is started, and no limits apply to templates of packs.
    """

    request: RequestOptions
    session: EngineSession
    processes: int = 0
    progress: Progress = show_nothing
    mode: Mode = Mode.RENDER
    in_process: bool = False


def render_all(work: Work, batch: Batch) -> list[Generated]:
    """Return the manifest of each source. Raises InvalidInputError with the diagnostics of all sources."""
    results = attempt_all(work, batch)
    made = [result for result in results if isinstance(result, Generated)]
    if len(made) < len(work):
        raise InvalidInputError(diagnostic for result in results for diagnostic in result.diagnostics)
    return made


def attempt_all(work: Work, batch: Batch) -> list[Result]:
    """Return the result of each source; sources that use templates of packs are compiled in separate processes."""
    results: dict[int, Result] = {}
    with batch.progress(len(work)) as step:
        for number, result in _attempt(work, batch):
            results[number] = result
            step(1)
    return [result for _, result in sorted(results.items())]


def _attempt(work: Work, batch: Batch) -> Iterator[tuple[int, Result]]:
    """Yield results in order of completion, each with the index of its source."""
    limits = PACK_LIMITS if batch.request.isolate or any(_has_packs(options) for _, options in work) else None
    processes = batch.processes or min(_count_processors(), len(work) // _WORTH_A_PROCESS)
    if not batch.in_process and (limits or (processes > 1 and len(work) > 1)):
        # Most runs use one process, and save the import.
        workers = importlib.import_module("argogen.engine.workers.processes")
        settings = WorkerSettings(batch.request, batch.session.host, batch.mode, limits)
        yield from workers.compile_apart(work, settings, max(processes, 1))
    elif work:
        # Runs without anything to compile save the import.
        generation = importlib.import_module("argogen.engine.compilation")
        yield from (
            (number, generation.attempt(*source, batch.session, batch.mode)) for number, source in enumerate(work)
        )


def _has_packs(options: CompileOptions) -> bool:
    return options.project_environment is not None and bool(options.project_environment.project.packs)


def _count_processors() -> int:
    """Return the number of processors available to this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
