"""Dashes in the names of an expression.

In expr-lang a dash is a minus. In the short references of a pipeline it can be part of a name, depending on the defined
names: `plan-b.count` is an output of the step `plan-b`, if that exists; `count-1` and `a - b` are subtractions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_NAME = r"[A-Za-z_]\w*(?:-\w+)*"
_KEY = r"""\[(?:'[^']*'|"[^"]*")\]"""
_CHAIN = re.compile(
    r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`"""
    rf"""|(?<![\w$#.])(?P<chain>{_NAME}(?:\??\.{_NAME}|{_KEY})*)"""
)
_STEP = re.compile(rf"""\??\.?({_NAME})|\[['"]([^'"]*)['"]\]""")
_BOUND = re.compile(r"\blet\s+([A-Za-z_]\w*)\s*=")
_MOST_PIECES = 64
"""The pieces between dashes of a name that is looked up: Kubernetes limits most names to 63 characters."""

IsKnown = Callable[["tuple[str, ...]"], bool]
"""Returns whether some parts are a defined name, or the beginning of one."""


def join_dashes(text: str, is_known: IsKnown) -> str:
    """Return an expression that can be parsed, with `_` for each dash within a name; the offsets are unchanged."""
    if "-" not in text:
        return text
    bound = frozenset(_BOUND.findall(text))
    letters = list(text)
    for found in _CHAIN.finditer(text):
        if found["chain"] and "-" in found["chain"]:
            for offset in _dashes(found["chain"], is_known, bound):
                letters[found.start("chain") + offset] = "_"
    return "".join(letters)


def _dashes(chain: str, is_known: IsKnown, bound: frozenset[str]) -> Iterator[int]:
    """Yield the offsets of the dashes of a chain that belong to names."""
    parts: tuple[str, ...] = ()
    for step in _STEP.finditer(chain):
        if step[1] is None:
            parts = (*parts, step[2])
            continue
        name = ""
        before = parts
        for start, name, parts in _split(step[1], before, is_known, bound):  # noqa: B007 - those before the last name
            yield from (step.start(1) + start + offset for offset, letter in enumerate(name) if letter == "-")
        parts = (*parts, name) if name else parts
        if len(parts) == 1 and not is_known(parts):  # undefined, or a variable of Argo, in which a dash is a minus
            return


def _split(
    text: str, parts: tuple[str, ...], is_known: IsKnown, bound: frozenset[str]
) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield the offset of each name between minuses, the name, and the parts before it, which a minus ends."""
    pieces, first, at = text.split("-"), 0, 0
    while first < len(pieces):
        count = 1
        if not pieces[first][:1].isdigit():
            count = _length(pieces, first, parts, is_known, bound)
            name = "-".join(pieces[first : first + count])
            yield at, name, parts
        at += sum(map(len, pieces[first : first + count])) + count
        first, parts = first + count, ()


def _length(pieces: list[str], first: int, parts: tuple[str, ...], is_known: IsKnown, bound: frozenset[str]) -> int:
    """Return how many of the pieces between dashes form a name, from the `first` one on."""
    most = min(len(pieces) - first, _MOST_PIECES)
    known = (n for n in range(most, 0, -1) if is_known((*parts, "-".join(pieces[first : first + n]))))
    length = next(known, 0)
    if length or (not parts and pieces[first] in bound):
        return max(length, 1)
    is_number = all(piece.isdigit() for piece in pieces[first + 1 :])
    return 1 if is_number and not parts else len(pieces) - first  # an unknown name is reported as a whole
