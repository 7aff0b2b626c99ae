"""Try many mutated inputs: `python -m tests.fuzzing COUNT [SEED] [process]`, and keep those that fail.

The memory is that of each process with `process`, else that of this one, which runs them all.
"""

from __future__ import annotations

import contextlib
import resource
import sys
import tempfile
from pathlib import Path

from tests.fuzzing.running import SECONDS, list_attempts, run_here, run_process

_FAILURES = Path(tempfile.gettempdir(), "argogen-fuzzing")
_PROGRESS = 500


class Tally:
    """The numbers of inputs and of failures, and the maximum time and memory."""

    def __init__(self) -> None:
        self.tried = self.failed = 0
        self.slowest = self.largest = 0.0

    def __str__(self) -> str:
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return (
            f"{self.tried} inputs, {self.failed} failures, slowest {self.slowest:.1f} s, "
            f"largest {self.largest or own:.0f} MiB"
        )


def try_inputs(count: int, seed: int, tally: Tally, *, as_processes: bool) -> None:
    """Print each failure and save it in a directory, and print the progress."""
    for number, attempt in enumerate(list_attempts(count, seed)):
        outcome = run_process(attempt) if as_processes else run_here(attempt, SECONDS)
        tally.tried += 1
        tally.slowest, tally.largest = max(tally.slowest, outcome.seconds), max(tally.largest, outcome.memory)
        if fault := outcome.find_fault(SECONDS):
            tally.failed += 1
            folder = _FAILURES / f"{seed}-{number}"
            attempt.write(folder)
            print(f"{folder}: argogen {' '.join(attempt.command)}: {fault}\n", flush=True)
        if tally.tried % _PROGRESS == 0:
            print(tally, file=sys.stderr, flush=True)


def main(count: int, seed: int, run: str = "") -> int:
    """Try inputs until they are tried or this is interrupted; return how many failed."""
    tally = Tally()
    with contextlib.suppress(KeyboardInterrupt):
        try_inputs(count, seed, tally, as_processes=bool(run))
    print(tally)
    return tally.failed


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0, *sys.argv[3:4]) > 0)
