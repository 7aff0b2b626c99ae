"""Count how the calls of functions grow with what repeats: the same counts on every machine, however busy it is.

The time of functions written in C that take longer for larger arguments is not counted; `report_growth` measures it.
"""

from __future__ import annotations

import cProfile
import os
import tempfile
from collections.abc import Sequence
from typing import NamedTuple

from tests.benchmark.growth.commands import run
from tests.benchmark.growth.measure import forget_texts
from tests.benchmark.growth.report import Row, list_rows, neutral_process

_SIZES = (64, 128, 256)  # small manifests are rendered in another way
_MOST_EXCESS = 0.05
"""The part of the calls for a text of the largest size that is not proportional to its size, at most."""


class Calls(NamedTuple):
    """The sizes, and the number of calls for each."""

    sizes: Sequence[int]
    counts: Sequence[int]

    @property
    def excess(self) -> float:
        """The part of the calls for the largest size that grows faster than the size."""
        first, second, third = self.counts
        return (third - second - 2 * (second - first)) / max(third - first, 1)


def report_calls(words: Sequence[str] = ()) -> int:
    """Print how the calls of each command grow with each sample; return how many grow faster than the sample."""
    with neutral_process():
        return sum(_report(row) for row in list_rows(words))


def _report(row: Row) -> bool:
    most = row.sample.most or max(_SIZES)
    sizes = [min(size, size * most // max(_SIZES)) for size in _SIZES]
    _count(row, sizes[-1])  # imports and compiles what the command requires
    calls = Calls(sizes, [_count(row, size) for size in sizes])
    is_above = calls.excess > _MOST_EXCESS
    counts = "  ".join(f"{size:4} {count:9,}" for size, count in zip(*calls, strict=True))
    print(
        f"{': '.join(row.names):80} {counts}   excess {calls.excess:5.1%}{'  TOO MUCH' if is_above else ''}", flush=True
    )
    return is_above


def _count(row: Row, size: int) -> int:
    """Return how many functions a command calls for a text of a size."""
    profile = cProfile.Profile()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        row.command.prepare(row.sample.write(size))
        forget_texts()
        profile.runcall(run, row.command.arguments)
    return sum(entry.callcount for entry in profile.getstats())
