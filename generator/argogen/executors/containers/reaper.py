"""A program that removes the containers of a run as soon as the process that started it has ended, also if killed.

It is started as a file, with the program of the engine and a label as arguments. Its standard input ends with that
process; `done` on it states that nothing is left. It imports nothing of argogen.
"""

from __future__ import annotations

import subprocess
import sys
import time

DONE = "done"
_EMPTY_ANSWERS = 3
_PAUSE_SECONDS = 0.5


def remove_all(program: str, label: str) -> bool:
    """Remove all containers with a label, and their volumes; return whether there were any."""
    listed = subprocess.run(  # noqa: S603 - the engine of the user
        [program, "ps", "--all", "--quiet", "--no-trunc", f"--filter=label={label}"], stdin=subprocess.DEVNULL,
        capture_output=True, check=False,
    )  # fmt: skip
    found = listed.stdout.decode().split()
    if found:
        subprocess.run(  # noqa: S603
            [program, "rm", "--force", "--volumes", *found], stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    return bool(found)


def remove_networks(program: str, label: str) -> None:
    """Remove all networks with a label."""
    listed = subprocess.run(  # noqa: S603
        [program, "network", "ls", "--quiet", f"--filter=label={label}"], stdin=subprocess.DEVNULL,
        capture_output=True, check=False,
    )  # fmt: skip
    if found := listed.stdout.decode().split():
        subprocess.run(  # noqa: S603
            [program, "network", "rm", *found], stdin=subprocess.DEVNULL, capture_output=True, check=False
        )


def main(program: str, label: str) -> None:
    """Wait for the end of the standard input, then remove containers until no new ones are started."""
    if sys.stdin.read() == DONE:
        return
    empty = 0
    while empty < _EMPTY_ANSWERS:
        empty = 0 if remove_all(program, label) else empty + 1
        time.sleep(_PAUSE_SECONDS)
    remove_networks(program, label)


if __name__ == "__main__":
    main(*sys.argv[1:3])
