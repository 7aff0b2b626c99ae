"""Measure rows in separate processes, each on its own processor."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import tempfile
from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing.queues import SimpleQueue

from tests.benchmark.growth.calls import count_growth
from tests.benchmark.growth.measure import measure_growth
from tests.benchmark.growth.results import Result
from tests.benchmark.growth.rows import Row, neutralize_process
from tests.benchmark.growth.timing import MeasurementError


def measure_rows(rows: Sequence[Row], jobs: int = 1) -> Generator[Result, None, None]:
    """Yield the result of each row when it is measured; when the generator is closed, all processes end."""
    with tempfile.TemporaryDirectory() as folder:
        executor = start_processes(jobs, folder)
        try:
            for future in as_completed([executor.submit(measure_row, row) for row in rows]):
                yield future.result()
        finally:
            _terminate(executor)


def start_processes(jobs: int, folder: str) -> ProcessPoolExecutor:
    """Return processes that each use one processor, and write their temporary files to the directory."""
    context = multiprocessing.get_context("spawn")
    processors: SimpleQueue[int | None] = context.SimpleQueue()
    for processor in itertools.islice(itertools.cycle(_list_processors()), jobs):
        processors.put(processor)
    return ProcessPoolExecutor(jobs, context, _begin, (folder, processors))


def measure_row(row: Row) -> Result:
    """Measure a row; where it grows by more than it may, also count its calls, which do not depend on the machine."""
    try:
        result = Result(row.names, measure_growth(row.command, row.sample))
    except MeasurementError as error:
        raise MeasurementError(f"{': '.join(row.names)}: {error}") from error
    if result.is_above:
        result = result._replace(excess=count_growth(row.command, row.sample).excess)
    os.chdir("/")
    return result


def _list_processors() -> Sequence[int | None]:
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [None]


def _begin(folder: str, processors: SimpleQueue[int | None]) -> None:
    """Prepare a process; the one that has started it decides when it ends, and removes its files."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = folder
    neutralize_process(tempfile.mkdtemp(), processors.get())


def _terminate(executor: ProcessPoolExecutor) -> None:
    """End all processes, in the middle of what they measure."""
    for process in multiprocessing.active_children():
        process.terminate()
    executor.shutdown(cancel_futures=True)
