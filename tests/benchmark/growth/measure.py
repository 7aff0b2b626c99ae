"""The time of a command for a source of growing size."""

from __future__ import annotations

import itertools
import math
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.benchmark.growth.commands import Command
from tests.benchmark.growth.samples import Sample
from tests.benchmark.growth.timing import MeasurementError, Source

MOST = 2.3
"""What a text twice as large may take at most, as a multiple of the time."""

_LEAST = 0.04  # seconds: less is too short to be measured
_FIRST, _STEPS = 16, (1, 2, 4)
_RUNS, _MORE_RUNS = 2, 8
_CLEARLY_LESS = 2.1  # a factor that a second run does not raise above the limit
_LARGEST_JUMP = 8


class Growth(NamedTuple):
    """The sizes, and the seconds that each took, without what the smallest text takes."""

    sizes: tuple[int, ...]
    seconds: tuple[float, ...]

    @property
    def factor(self) -> float:
        """What the worst step multiplies the time by; what takes less than can be measured counts as much as that."""
        seconds = [max(each, _LEAST / _STEPS[-1]) for each in self.seconds]
        return max(after / before for before, after in itertools.pairwise(seconds))


def measure_growth(command: Command, sample: Sample) -> Growth:
    """Measure a size, twice the size and four times the size; more often where the factor is near the limit."""
    with tempfile.TemporaryDirectory() as folder:
        return _measure_growth(command, sample, Path(folder))


def _measure_growth(command: Command, sample: Sample, folder: Path) -> Growth:
    least = Source(command, sample.write(1), folder / "1")
    floor = min(least.measure()[0] for _ in range(3))
    size, loops = _find_size(command, sample, folder, floor)
    sizes = tuple(size * step for step in _STEPS)
    sources = [Source(command, sample.write(each), folder / str(each), loops) for each in sizes]
    best = [math.inf] * len(sources)
    for number in range(1, _RUNS + _MORE_RUNS + 1):
        floor = min(floor, least.measure()[0])
        measured = [source.measure() for source in sources]
        if len({code for _, code in measured}) > 1:
            raise MeasurementError(f"not all of the sizes {sizes} end with the same exit code: {measured}")
        best = [min(seconds, before) for (seconds, _), before in zip(measured, best, strict=True)]
        growth = Growth(sizes, tuple(max(seconds - floor, 1e-5) for seconds in best))
        if growth.factor <= (MOST if number >= _RUNS else _CLEARLY_LESS):
            break
    return growth


def _find_size(command: Command, sample: Sample, folder: Path, floor: float) -> tuple[int, int]:
    """Return the size to begin with, and how often to run the command to measure its time."""
    largest = min(sample.most or command.most, command.most) // _STEPS[-1]
    size = min(_FIRST, largest)
    while True:
        seconds = max(Source(command, sample.write(size), folder / str(size)).measure()[0] - floor, 1e-5)
        if seconds >= _LEAST or size == largest:
            # What takes less than a quarter counts as a quarter, however exactly it is measured.
            return size, min(math.ceil(_LEAST / seconds), _STEPS[-1])
        size = min(size * _estimate_jump(seconds), largest)


def _estimate_jump(seconds: float) -> int:
    """Return the power of two by which a size has to be multiplied to take long enough, if not too far away."""
    return int(min(2 ** math.ceil(math.log2(_LEAST / seconds)), _LARGEST_JUMP))
