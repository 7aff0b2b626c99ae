"""Conflict markers of git, with two or three versions of the same lines."""

from __future__ import annotations

import io
from collections.abc import Mapping

_MARKER = "<<<<<<< "
_OUTSIDE, _OURS, _BASE, _THEIRS = range(4)
# The beginnings of the lines that end each version, and what follows.
_ENDS: Mapping[int, tuple[tuple[str, int], ...]] = {
    _OUTSIDE: ((_MARKER, _OURS),),
    _OURS: (("|||||||", _BASE), ("=======\n", _THEIRS)),
    _BASE: (("=======\n", _THEIRS),),
    _THEIRS: ((">>>>>>> ", _OUTSIDE),),
}
_KEPT = ((_OUTSIDE, _OURS), (_OUTSIDE, _THEIRS))


def split_conflicts(text: str) -> tuple[str, ...]:
    """Return both sides of a merge with conflicts; nothing without a complete conflict."""
    if _MARKER not in text:
        return ()
    sides: tuple[list[str], list[str]] = ([], [])
    state, has_conflict = _OUTSIDE, False
    for line in io.StringIO(text, newline="\n"):
        following = next((after for start, after in _ENDS[state] if line.startswith(start)), None)
        if following is None:
            for side, kept in zip(sides, _KEPT, strict=True):
                side += (line,) if state in kept else ()
        else:
            state, has_conflict = following, True
    return tuple(map("".join, sides)) if has_conflict and state == _OUTSIDE else ()
