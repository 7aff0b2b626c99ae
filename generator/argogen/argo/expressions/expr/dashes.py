"""Dashes in the names of an expression.

To expr-lang a dash is a minus. In the short references of a pipeline it may belong to a name, and which it is depends
on the names that there are: `plan-b.count` is an output of the step `plan-b`, if there is one; `count-1` and `a - b`
are subtractions.
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

IsKnown = Callable[["tuple[str, ...]"], bool]
"""Whether these parts are a name, or the beginning of one, that can be used here."""


def join_dashes(text: str, is_known: IsKnown) -> str:
    """The text with `_` for every dash that belongs to a name, so that it can be parsed; all offsets stay."""
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
    """The offsets of the dashes in a chain that belong to names."""
    parts: tuple[str, ...] = ()
    for step in _STEP.finditer(chain):
        if step[1] is None:
            parts = (*parts, step[2])
            continue
        pieces = step[1].split("-")
        length = _length(pieces, parts, is_known, bound)
        name = "-".join(pieces[:length])
        yield from (step.start(1) + offset for offset, letter in enumerate(name) if letter == "-")
        if length < len(pieces):  # a minus: what stands behind it is another chain
            start = step.start(1) + len(name) + 1
            yield from (start + offset for offset in _dashes(chain[start:], is_known, bound))
            return
        parts = (*parts, name)
        if len(parts) == 1 and not is_known(parts):  # undefined, or Argo's own, for which every dash is a minus
            return


def _length(pieces: list[str], parts: tuple[str, ...], is_known: IsKnown, bound: frozenset[str]) -> int:
    """How many of the pieces between dashes are one name."""
    known = (n for n in range(len(pieces), 0, -1) if is_known((*parts, "-".join(pieces[:n]))))
    length = next(known, 0)
    if length or (not parts and pieces[0] in bound):
        return max(length, 1)
    is_number = all(piece.isdigit() for piece in pieces[1:])
    return 1 if is_number and not parts else len(pieces)  # an unknown name is reported as a whole
