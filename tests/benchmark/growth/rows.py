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
    """Use one processor, so that no worker process runs, and a separate cache of compiled templates."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    gc.freeze()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        yield
        os.chdir("/")
