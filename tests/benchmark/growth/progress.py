"""How many rows are measured, and how many minutes are left."""

from __future__ import annotations

import sys
import time

_RARELY = 50


class Progress:
    """A line on standard error, which replaces the one before on a terminal, and is rare in a file."""

    def __init__(self, total: int, before: int = 0) -> None:
        """Begin with the rows that were measured before."""
        self._total, self._before, self._measured = total, before, before
        self._start = time.monotonic()

    def advance(self) -> None:
        """Count a row."""
        self._measured += 1
        if sys.stderr.isatty():
            print(f"\r{self._format()}\r", end="", file=sys.stderr, flush=True)
        elif self._measured in {self._before + 1, self._total} or self._measured % _RARELY == 0:
            print(self._format(), file=sys.stderr, flush=True)

    def _format(self) -> str:
        each = (time.monotonic() - self._start) / (self._measured - self._before)
        minutes = each * (self._total - self._measured) / 60
        return f"{self._measured:,} of {self._total:,} rows measured, {minutes:.0f} minutes left  "
