"""Apply fixes to a source: first to errors of its syntax, then to scalars, in their quotes.

A fix is the content of a scalar, which is quoted and escaped as its place requires. The fixed source is parsed again,
and only accepted if all other nodes are unchanged.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from argogen.diagnostics import Diagnostic
from argogen.linter.autofix.edits import Edit, list_edits
from argogen.linter.autofix.nodes import drop_duplicate_keys, is_same_except, write
from argogen.linter.autofix.syntax import find_errors, fix_syntax
from argogen.yaml.positions.nodes import NodeComposition, SyntaxNode
from argogen.yaml.text import SourceText

_Edits = Mapping[int, Sequence[Edit]]
# A fix that does not fit its place is rare; each one costs as many checks as its search takes.
_CHECKS = 64


def apply_fixes(source: SourceText, found: Iterable[Diagnostic]) -> tuple[str, int]:
    """Return the source with the safe fixes of its diagnostics, and their number.

    The first of two overlapping fixes is applied.
    """
    if find_errors(source):
        return fix_syntax(source)
    before = NodeComposition(source)
    within = drop_duplicate_keys(before, _by_node(list_edits(source, found), before.nodes))
    safe = _SafeChoice(source.text, before).choose(within)
    return write(source.text, before, safe), sum(map(len, safe.values()))


class _SafeChoice:
    """Chooses edits that change no other nodes: usually all, otherwise those that are safe in ever smaller groups."""

    def __init__(self, text: str, before: NodeComposition) -> None:
        self._text = text
        self._before = before
        self._checks = 0

    def choose(self, edits: _Edits) -> _Edits:
        if not edits or self._is_safe(edits):
            return edits
        if len(edits) == 1:
            return {}
        items = list(edits.items())
        first, second = (self.choose(dict(half)) for half in (items[: len(items) // 2], items[len(items) // 2 :]))
        both = {**first, **second}
        return both if not first or not second or self._is_safe(both) else first

    def _is_safe(self, edits: _Edits) -> bool:
        self._checks += 1
        return self._checks <= _CHECKS and is_same_except(self._before, write(self._text, self._before, edits), edits)


def _by_node(edits: Iterable[Edit], nodes: Sequence[SyntaxNode]) -> dict[int, list[Edit]]:
    """Return the edits within scalars, by the scalar's index."""
    starts = [node.start for node in nodes]
    found: dict[int, list[Edit]] = {}
    for edit in edits:
        index = bisect_right(starts, edit.start) - 1
        if index >= 0 and nodes[index].is_scalar and edit.end <= nodes[index].end:
            found.setdefault(index, []).append(edit)
    return found
