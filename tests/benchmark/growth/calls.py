"""Count how the calls of functions grow with what repeats: the same counts on every machine, however busy it is.

The time of functions written in C that take longer for larger arguments is not counted, unlike in `measure`.
"""

from __future__ import annotations

import cProfile
import os
import tempfile
from collections.abc import Sequence
from typing import NamedTuple

from tests.benchmark.growth.commands import Command, run
from tests.benchmark.growth.samples import Sample
from tests.benchmark.growth.timing import forget_texts

MOST_EXCESS = 0.05
"""The part of the calls for a text of the largest size that is not proportional to its size, at most."""

_SIZES = (64, 128, 256)  # small manifests are rendered in another way


class Calls(NamedTuple):
    """The sizes, and the number of calls for each."""

    sizes: Sequence[int]
    counts: Sequence[int]

    @property
    def excess(self) -> float:
        """The part of the calls for the largest size that grows faster than the size."""
        first, second, third = self.counts
        return (third - second - 2 * (second - first)) / max(third - first, 1)


def count_growth(command: Command, sample: Sample) -> Calls:
    """Count the calls for a size, twice the size and four times the size."""
    largest = min(sample.most or _SIZES[-1], _SIZES[-1])
    sizes = [size * largest // _SIZES[-1] for size in _SIZES]
    _count(command, sample.write(sizes[-1]))  # imports and compiles what the command requires
    return Calls(sizes, [_count(command, sample.write(size)) for size in sizes])


def _count(command: Command, text: str) -> int:
    """Return how many functions a command calls for a source."""
    profile = cProfile.Profile()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        command.prepare(text)
        forget_texts()
        profile.runcall(run, command.arguments)
    return sum(entry.callcount for entry in profile.getstats())
