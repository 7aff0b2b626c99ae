"""Which name someone may have meant."""

from __future__ import annotations

import functools
import importlib

# Below this, difflib finds likeness where a reader finds none; "retires" and "retry" are at 0.67.
_LIKENESS = 0.65


@functools.lru_cache(maxsize=4096)  # the same slip tends to stand in many places of one file
def find_nearest(name: str, candidates: tuple[str, ...]) -> str:
    """The candidate most like the name, or ""; case, dashes and underscores do not count."""
    difflib = importlib.import_module("difflib")  # only for those who made a mistake: it costs every start otherwise
    folded = {_fold(candidate): candidate for candidate in reversed(candidates)}
    close = difflib.get_close_matches(_fold(name), folded, n=1, cutoff=_LIKENESS)
    return folded[close[0]] if close else ""


def find_same(name: str, candidates: tuple[str, ...]) -> str:
    """The candidate that differs in case, dashes and underscores alone, or ""."""
    return next((candidate for candidate in candidates if _fold(candidate) == _fold(name)), "")


def _fold(name: str) -> str:
    """The name without what people spell differently."""
    return "".join(filter(str.isalnum, name)).casefold()
