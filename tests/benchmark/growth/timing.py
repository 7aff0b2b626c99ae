"""The time of one command on one source, in this process."""

from __future__ import annotations

import functools
import gc
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.benchmark.growth.commands import Command, run

_MANY = 1024


class MeasurementError(Exception):
    """A command that cannot be measured."""


class Source(NamedTuple):
    """A command on a source, its working directory, and how often it runs, so that its time can be measured."""

    command: Command
    text: str
    folder: Path
    loops: int = 1

    def measure(self) -> tuple[float, int]:
        """Return the seconds of the processor that a run takes at least, and its exit code."""
        return min(self._measure_once() for _ in range(self.loops))

    def _measure_once(self) -> tuple[float, int]:
        """Run the command in its directory; the time does not include the preparation."""
        self._prepare()
        forget_texts()
        gc.collect()
        gc.freeze()  # what is left are modules and tables: to traverse them each time takes as long as a run
        gc.disable()  # as the program itself does
        start = time.process_time()
        code, _, err = run(self.command.arguments)
        seconds = time.process_time() - start
        gc.enable()
        if code > 2:
            raise MeasurementError(err)
        return seconds, code

    def _prepare(self) -> None:
        """Write the files for the command, unless it left those of its last run alone."""
        if self.folder.exists() and self.command.is_writing:
            shutil.rmtree(self.folder)
        is_new = not self.folder.exists()
        self.folder.mkdir(exist_ok=True)
        os.chdir(self.folder)
        if is_new:
            self.command.prepare(self.text)


def forget_texts() -> None:
    """Clear the caches of strings, which a new process does not have either."""
    for clear in _list_caches(len(sys.modules)):
        clear()


@functools.lru_cache(maxsize=1)
def _list_caches(_modules: int) -> tuple[Callable[[], None], ...]:
    """Return what clears each cache; the number of modules changes when another one is imported."""
    return tuple(_find_caches())


def _find_caches() -> Iterator[Callable[[], None]]:
    for name in [name for name in sys.modules if name.startswith("argogen.")]:
        for function in vars(sys.modules[name]).values():
            parameters = getattr(function, "cache_parameters", None)
            # Those without a limit, or with a low one, hold what does not depend on a text.
            if parameters is not None and (parameters()["maxsize"] or 0) >= _MANY:
                yield function.cache_clear
