"""The program: the process around the command line."""

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
    """Run argogen; exit with 0 success, 1 findings, 2 usage or input error, 3 internal error."""
    # What is imported, read and rendered lives until the end: collecting garbage would take a fifth of the time.
    gc.disable()
    # The same input gives the same bytes, wherever it runs: `>` on Windows would write another encoding and line end.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a closed stream is None, and may be anything in an embedding program
            stream.reconfigure(encoding="utf-8", newline="\n")
    _leave(program.run(sys.argv[1:]))


def _leave(code: int) -> None:
    """Exit at once, after flushing: to free a large manifest object by object first only takes time."""
    with contextlib.suppress(OSError):
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
