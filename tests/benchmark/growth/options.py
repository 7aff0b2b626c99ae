"""The arguments of the measurement of growth."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Options(NamedTuple):
    """The words of the rows to measure, the file of their results, and the number of processes."""

    words: Sequence[str] = ()
    results: Path | None = None
    jobs: int = 1


def read_options(arguments: Sequence[str]) -> Options:
    """Parse the arguments."""
    parser = argparse.ArgumentParser("python -m tests.benchmark growth")
    parser.add_argument("words", nargs="*", metavar="WORD", help="measure the rows whose names contain all words")
    parser.add_argument("--results", type=Path, metavar="FILE", help="append results to a file, and skip its rows")
    parser.add_argument("--jobs", type=_read_jobs, default=1, metavar="N", help="number of processes (1)")
    return Options(**vars(parser.parse_intermixed_args(arguments)))


def _read_jobs(text: str) -> int:
    if (jobs := int(text)) < 1:
        raise argparse.ArgumentTypeError("at least 1 process is required")
    return jobs
