"""What an evaluation depends on besides the expression and its variables: the clock, random numbers, and limits."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import NamedTuple


class Evaluation(NamedTuple):
    """The surroundings of an evaluation, which a scheduler or a test can replace.

    `now` returns the nanoseconds since 1970-01-01 UTC. `random_bytes` returns as many bytes as requested; all functions
    with random results use it. `resolve_host` returns the addresses of a host name. `maximum_steps` limits the
    instructions of one expression, and `maximum_size` the length of a string or list that a function makes.
    """

    now: Callable[[], int] = time.time_ns
    random_bytes: Callable[[int], bytes] = secrets.token_bytes
    resolve_host: Callable[[str], tuple[str, ...]] = lambda _: ()
    maximum_steps: int = 10_000_000
    maximum_size: int = 16_000_000

    def random_below(self, limit: int) -> int:
        """Return a random integer from 0 up to a limit, which is not included."""
        size = (limit.bit_length() + 7) // 8 + 8
        return int.from_bytes(self.random_bytes(size), "big") % limit


DEFAULT = Evaluation()
