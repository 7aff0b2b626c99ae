"""Measure all that repeats, and report what grows faster than it does."""

from __future__ import annotations

import contextlib
import gc
import os
import tempfile
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tests.benchmark.growth.commands import COMMANDS, Command
from tests.benchmark.growth.measure import MOST, Growth, measure_growth
from tests.benchmark.growth.samples import Sample, read_samples


class Row(NamedTuple):
    """A command on a sample: the names of the sample's file, of the sample and of the command, and both themselves."""

    names: tuple[str, str, str]
    sample: Sample
    command: Command


def list_rows(words: Sequence[str] = ()) -> Iterator[Row]:
    """Yield every command on every sample; with `words`, those in whose names all of them stand."""
    for file, commands in COMMANDS.items():
        for name, sample in read_samples(file).items():
            for command, arguments in commands.items():
                row = Row((file, name, command), sample, arguments)
                if all(word in f"{file}: {name}: {command}" for word in words):
                    yield row


def report_growth(words: Sequence[str] = ()) -> int:
    """Print how the time of each command grows with each sample; return how many grow by more than they may."""
    with neutral_process():
        failed = [row.names for row in list_rows(words) if _report(row)]
    for names in failed:
        print(f"more than {MOST}: {': '.join(names)}")
    return len(failed)


def _report(row: Row) -> bool:
    growth = measure_growth(row.command, row.sample)
    is_above = growth.factor > MOST
    print(f"{': '.join(row.names):80} {_format(growth)}{'  TOO MUCH' if is_above else ''}", flush=True)
    return is_above


def _format(growth: Growth) -> str:
    """Return the sizes, their seconds, and the worst factor."""
    times = "  ".join(f"{size:6} {seconds:7.3f} s" for size, seconds in zip(*growth, strict=True))
    return f"{times}   factor {growth.factor:4.2f}"


@contextlib.contextmanager
def neutral_process() -> Iterator[None]:
    """Use one processor, so that no other process does the work, and a cache of compiled templates of its own."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    gc.freeze()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        yield
        os.chdir("/")
