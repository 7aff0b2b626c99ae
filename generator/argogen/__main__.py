"""The entry point of the program, which sets up the process for the command line."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import TYPE_CHECKING

from argogen.late import import_late

if TYPE_CHECKING:
    from argogen.cli import program
else:
    program = import_late("argogen.cli.program")


def main() -> None:
    """Run argogen; exit with 0 success, 1 diagnostics, 2 usage or input error, 3 internal error."""
    # Most objects live until the end of the process, and garbage collection would take a fifth of the time.
    gc.disable()
    _open_closed_streams()
    # The output is the same on all platforms; the default encoding and line ends on Windows are different.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # an embedding program can replace it
            stream.reconfigure(encoding="utf-8", newline="\n")
    _exit(program.run(sys.argv[1:]))


def _open_closed_streams() -> None:
    """Discard the output to streams that are closed; files that are opened later would get their descriptors."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            if number:  # there is no standard input, also if its descriptor is in use
                setattr(sys, name, open(number, "w", encoding="utf-8"))  # noqa: PTH123, SIM115


def _exit(code: int) -> None:
    """Flush the output and exit immediately, without the time to free all objects."""
    with contextlib.suppress(OSError):
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
