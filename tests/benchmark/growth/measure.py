"""The time of a command for a source of growing size."""

from __future__ import annotations

import gc
import itertools
import math
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.benchmark.growth.commands import Command, run
from tests.benchmark.growth.samples import Sample

MOST = 2.3
"""What a text twice as large may take at most, as a multiple of the time."""

_LEAST = 0.04  # seconds: less is too short to be measured
_FIRST, _STEPS = 16, (1, 2, 4)
_LOOPS, _RUNS, _MORE_RUNS = 20, 2, 8
_CLEARLY_LESS = 2.1  # a factor that a second run does not raise above the limit
_MANY = 1024


class Growth(NamedTuple):
    """The sizes, and the seconds that each took, without what the smallest text takes."""

    sizes: tuple[int, ...]
    seconds: tuple[float, ...]

    @property
    def factor(self) -> float:
        """What the worst step multiplies the time by; what takes less than can be measured counts as much as that."""
        seconds = [max(each, _LEAST / _STEPS[-1]) for each in self.seconds]
        return max(after / before for before, after in itertools.pairwise(seconds))


class _Text(NamedTuple):
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
        gc.disable()  # as the program itself does
        start = time.process_time()
        code, _, err = run(self.command.arguments)
        seconds = time.process_time() - start
        gc.enable()
        if code > 2:
            raise SystemExit(err)
        return seconds, code

    def _prepare(self) -> None:
        """Write the files for the command, unless it left those of its last run alone."""
        if self.folder.exists() and not self.command.is_reading:
            shutil.rmtree(self.folder)
        is_new = not self.folder.exists()
        self.folder.mkdir(exist_ok=True)
        os.chdir(self.folder)
        if is_new:
            self.command.prepare(self.text)


def measure_growth(command: Command, sample: Sample) -> Growth:
    """Measure a size, twice the size and four times the size; more often where the factor is near the limit."""
    with tempfile.TemporaryDirectory() as folder:
        return _measure_growth(command, sample, Path(folder))


def _measure_growth(command: Command, sample: Sample, folder: Path) -> Growth:
    size, loops, floor = _find_size(command, sample, folder)
    sizes = tuple(size * step for step in _STEPS)
    least = _Text(command, sample.write(1), folder / "1", loops)
    texts = [_Text(command, sample.write(each), folder / str(each), loops) for each in sizes]
    best = [math.inf] * len(texts)
    for number in range(1, _RUNS + _MORE_RUNS + 1):
        floor = min(floor, least.measure()[0])
        measured = [text.measure() for text in texts]
        if len({code for _, code in measured}) > 1:
            raise SystemExit(f"not all of the sizes {sizes} end with the same exit code: {measured}")
        best = [min(seconds, before) for (seconds, _), before in zip(measured, best, strict=True)]
        growth = Growth(sizes, tuple(max(seconds - floor, 1e-5) for seconds in best))
        if growth.factor <= (MOST if number >= _RUNS else _CLEARLY_LESS):
            break
    return growth


def _find_size(command: Command, sample: Sample, folder: Path) -> tuple[int, int, float]:
    """Return the size to begin with, how often to run the command to measure its time, and the least time."""
    floor = min(_Text(command, sample.write(1), folder / "1").measure()[0] for _ in range(3))
    size, seconds = 1, 0.0
    for size in _list_sizes(min(sample.most or command.most, command.most)):
        seconds = _Text(command, sample.write(size), folder / str(size)).measure()[0] - floor
        if seconds >= _LEAST:
            break
    return size, max(1, min(math.ceil(_LEAST / max(seconds, 1e-5)), _LOOPS)), floor


def _list_sizes(largest: int) -> Iterator[int]:
    """Yield initial sizes, each twice the one before, as long as a source may be four times as large."""
    most = largest // max(_STEPS)
    size = min(_FIRST, most)
    while size <= most:
        yield size
        size = 2 * size if 2 * size <= most or size == most else most


def forget_texts() -> None:
    """Clear the caches of strings, which a new process does not have either."""
    for name in [name for name in sys.modules if name.startswith("argogen.")]:
        for function in vars(sys.modules[name]).values():
            parameters = getattr(function, "cache_parameters", None)
            # Those without a limit, or with a low one, hold what does not depend on a text.
            if parameters is not None and (parameters()["maxsize"] or 0) >= _MANY:
                function.cache_clear()
