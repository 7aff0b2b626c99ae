"""Suggestions for names that are not known: which known name is meant, and the hint of a diagnostic."""

from __future__ import annotations

import functools
import importlib
import operator
from collections.abc import Iterable

# Below this, difflib finds likeness where a reader finds none; "retires" and "retry" are at 0.67.
_LIKENESS = 0.65
_SURE_LIKENESS = 0.75
_SHOWN = 8


@functools.lru_cache(maxsize=4096)  # the same slip tends to stand in many places of one file
def find_nearest(name: str, candidates: tuple[str, ...]) -> str:
    """Return the candidate most like the name, or ""; case, dashes and underscores do not count."""
    difflib = importlib.import_module("difflib")  # only for those who made a mistake: it costs every start otherwise
    folded = {_fold(candidate): candidate for candidate in reversed(candidates)}
    close = difflib.get_close_matches(_fold(name), folded, n=1, cutoff=_LIKENESS)
    return folded[close[0]] if close else ""


def is_weak_match(name: str, candidate: str) -> bool:
    """Return whether a name is somewhat like a candidate, and not so much that it can hardly be anything else."""
    ours, theirs = _fold(name), _fold(candidate)
    likeness: float = importlib.import_module("difflib").SequenceMatcher(None, theirs, ours).ratio()
    is_one_letter = len(ours) == len(theirs) and sum(map(operator.ne, ours, theirs)) == 1
    is_slip = is_one_letter or sorted(ours) == sorted(theirs)
    return _LIKENESS <= likeness < _SURE_LIKENESS and not is_slip


def find_same(name: str, candidates: tuple[str, ...]) -> str:
    """Return the candidate that differs in case, dashes and underscores alone, or ""."""
    return next((candidate for candidate in candidates if _fold(candidate) == _fold(name)), "")


def suggest(name: str, candidates: Iterable[str], otherwise: str = "", *, prefix: str = "", suffix: str = "") -> str:
    """Return the hint `did you mean 'PREFIXcandidateSUFFIX'?`, or `otherwise` if no candidate is like the name."""
    near = find_nearest(name, tuple(candidates))
    return f"did you mean '{prefix}{near}{suffix}'?" if near else otherwise


def list_known(names: Iterable[str]) -> str:
    """Return the hint `known here: a, b, c` with the first few names, or "" if there are none."""
    known = list(names)
    return f"known here: {', '.join(known[:_SHOWN])}{' …' if len(known) > _SHOWN else ''}" if known else ""


def _fold(name: str) -> str:
    """Return the name without what people spell differently."""
    return "".join(filter(str.isalnum, name)).casefold()
