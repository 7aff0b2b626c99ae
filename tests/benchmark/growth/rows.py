"""All that is measured: each command on each sample."""

from __future__ import annotations

import contextlib
import gc
import os
import tempfile
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tests.benchmark.growth.commands import COMMANDS, Command
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


@contextlib.contextmanager
def neutral_process() -> Iterator[None]:
    """Use one processor, and a separate cache of compiled templates."""
    processor = min(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
    with tempfile.TemporaryDirectory() as folder:
        neutralize_process(folder, processor)
        yield
        os.chdir("/")


def neutralize_process(folder: str, processor: int | None) -> None:
    """Use one processor if it is given, so that no worker process runs, and a directory for caches."""
    if processor is not None:
        os.sched_setaffinity(0, {processor})
    gc.freeze()
    os.environ["XDG_CACHE_HOME"] = folder
