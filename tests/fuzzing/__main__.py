"""Try many mutated inputs: `python -m tests.fuzzing COUNT [SEED] [process]`, and keep those that fail."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.fuzzing.running import SECONDS, list_attempts, run_here, run_process


def main(count: int, seed: int, run: str = "") -> int:
    """Print each failure and save it in a directory; return how many there are."""
    slowest = largest = 0.0
    failed = 0
    for number, attempt in enumerate(list_attempts(count, seed)):
        outcome = run_process(attempt) if run else run_here(attempt, SECONDS)
        slowest, largest = max(slowest, outcome.seconds), max(largest, outcome.memory)
        fault = outcome.find_fault(SECONDS)
        if fault:
            failed += 1
            folder = Path(f"/tmp/fuzz/{seed}-{number}")
            attempt.write(folder)
            print(f"{folder}: argogen {' '.join(attempt.command)}: {fault}\n", flush=True)
    print(f"{count} inputs, {failed} failures, slowest {slowest:.1f} s, largest {largest:.0f} MiB")
    return failed


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0, *sys.argv[3:4]) > 0)
