"""Wait for another process."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 120


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds. Fails after a time that is far longer than that of a busy machine."""
    limit = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.01)
