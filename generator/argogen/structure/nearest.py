"""The name that a person most likely meant."""

from __future__ import annotations

import difflib
import functools


@functools.lru_cache(maxsize=4096)  # the same slip tends to stand in many places of one file
def find_nearest(name: str, candidates: tuple[str, ...]) -> str:
    """The candidate closest to `name`, or "" if none is close; case, dashes and underscores do not count."""
    folded = {_fold(candidate): candidate for candidate in reversed(candidates)}
    close = difflib.get_close_matches(_fold(name), folded, n=1, cutoff=0.7)
    return folded[close[0]] if close else ""


def _fold(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()
