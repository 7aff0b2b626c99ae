"""Render many sources, in this process or in several."""

from __future__ import annotations

import contextlib
import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple

from argogen.diagnostics import InvalidInputError
from argogen.engine.options import CompileOptions, Mode, RequestOptions
from argogen.engine.results import Generated, Result
from argogen.engine.session import EngineSession
from argogen.engine.workers.work import Limits, Work, WorkerSettings

_WORTH_A_PROCESS = 40  # sources that take longer to render than a process takes to start

PACK_LIMITS = Limits(30, 2 * 2**30)
"""Those for templates of packs, which others may have written."""


Progress = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Opens a display of progress for a number of sources; the function that comes back moves it on by so many."""


@contextlib.contextmanager
def show_nothing(_length: int) -> Iterator[Callable[[int], None]]:
    """Display no progress."""
    yield lambda _count: None


class Batch(NamedTuple):
    """How to compile: the options, the session, in how many processes (0: as many as pay off), a display, the mode.

    With `in_process`, no other process is started, and nothing limits what templates of packs take.
    """

    request: RequestOptions
    session: EngineSession
    processes: int = 0
    progress: Progress = show_nothing
    mode: Mode = Mode.RENDER
    in_process: bool = False


def render_all(work: Work, batch: Batch) -> list[Generated]:
    """The manifest of each source. Raises InvalidInputError with every fault of every one, and all else noticed."""
    results = attempt_all(work, batch)
    made = [result for result in results if isinstance(result, Generated)]
    if len(made) < len(work):
        raise InvalidInputError(diagnostic for result in results for diagnostic in result.diagnostics)
    return made


def attempt_all(work: Work, batch: Batch) -> list[Result]:
    """What becomes of each source; of those that use templates of packs, in a process of its own."""
    results: dict[int, Result] = {}
    with batch.progress(len(work)) as step:
        for number, result in _attempt(work, batch):
            results[number] = result
            step(1)
    return [result for _, result in sorted(results.items())]


def _attempt(work: Work, batch: Batch) -> Iterator[tuple[int, Result]]:
    """Each result with the number of its source, as they come."""
    limits = PACK_LIMITS if any(_has_packs(options) for _, options in work) else None
    processes = batch.processes or min(_count_processors(), len(work) // _WORTH_A_PROCESS)
    if not batch.in_process and (limits or (processes > 1 and len(work) > 1)):
        # One process is enough for most runs, and what starts others takes time to import.
        workers = importlib.import_module("argogen.engine.workers.processes")
        settings = WorkerSettings(batch.request, batch.session.host, batch.mode, limits)
        yield from workers.compile_apart(work, settings, max(processes, 1))
    elif work:
        # Only what has to be rendered pays for importing what renders.
        generation = importlib.import_module("argogen.engine.compilation")
        yield from (
            (number, generation.attempt(*source, batch.session, batch.mode)) for number, source in enumerate(work)
        )


def _has_packs(options: CompileOptions) -> bool:
    return options.project_environment is not None and bool(options.project_environment.project.packs)


def _count_processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
