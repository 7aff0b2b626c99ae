"""Compare the content of files line by line."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import NamedTuple

# The maximum number of lines to compare at once; longer files are split at lines that are unique in both.
_MAX_LINES = 2_000
_CONTEXT = 3


def write_diff(old: str | None, new: str | None, path: str, sides: tuple[str, str] = ("a", "b")) -> Iterator[str]:
    """Yield the lines of a unified diff, with line ends; None is a missing file."""
    versions = zip(sides, (old, new), strict=True)
    before, after = (f"{side}/{path}" if text is not None else "/dev/null" for side, text in versions)
    lines = _write_unified(_split(old), _split(new), before, after)
    return (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def find_overlaps(base: str, one: str, other: str) -> list[int]:
    """Return the lines of `base`, counted from 1, that `one` and `other` change in different ways."""
    changed = [_find_changed(_split(base), _split(text)) for text in (one, other) if one != other]
    return sorted(set.intersection(*changed)) if changed else []


def _find_changed(base: list[str], text: list[str]) -> set[int]:
    """Return the lines of `base` that were changed or deleted, or before which lines were inserted."""
    codes = _LineMatcher(base, text, autojunk=False).get_opcodes()
    return {line + 1 for kind, start, end, *_ in codes if kind != "equal" for line in range(start, max(end, start + 1))}


def _split(text: str | None) -> list[str]:
    """Split into lines as diff and git do: only at line feeds."""
    *lines, last = (text or "").split("\n")
    return [f"{line}\n" for line in lines] + [last] * bool(last)


def _write_unified(old: list[str], new: list[str], before: str, after: str) -> Iterator[str]:
    """Yield the lines of a unified diff; the function of difflib does not accept a matcher."""
    for number, group in enumerate(_LineMatcher(old, new).get_grouped_opcodes(_CONTEXT)):
        if not number:
            yield f"--- {before}\n"
            yield f"+++ {after}\n"
        first, last = group[0], group[-1]
        yield f"@@ -{_write_range(first[1], last[2])} +{_write_range(first[3], last[4])} @@\n"
        for kind, start, end, new_start, new_end in group:
            if kind == "equal":
                yield from (f" {line}" for line in old[start:end])
            else:
                yield from (f"-{line}" for line in old[start:end])
                yield from (f"+{line}" for line in new[new_start:new_end])


def _write_range(start: int, end: int) -> str:
    """Return a range of lines as in `diff -u`: the first line, counted from 1, and the number of lines."""
    if end - start == 1:
        return str(end)
    return f"{start + (end > start)},{end - start}"


class _LineMatcher(difflib.SequenceMatcher[str]):
    """Compares the lines of two files; long files are compared in parts."""

    def __init__(self, old: list[str], new: list[str], *, autojunk: bool = True) -> None:
        super().__init__(None, old, new, autojunk)
        self._lines = old, new

    def get_matching_blocks(self) -> list[difflib.Match]:
        """Return the matching lines, as difflib does."""
        old, new = self._lines
        if len(old) + len(new) <= _MAX_LINES:
            return super().get_matching_blocks()
        blocks = (block for chunk in _list_chunks(old, new) for block in _match_chunk(old, new, chunk))
        return [*_join(blocks), difflib.Match(len(old), len(new), 0)]


class _Chunk(NamedTuple):
    """A range of lines of the old file, and the corresponding range of the new file."""

    start: int
    end: int
    new_start: int
    new_end: int


def _list_chunks(old: list[str], new: list[str]) -> Iterator[_Chunk]:
    """Yield the chunks of two files, which are split at lines that both files have."""
    before = (0, 0)
    for anchor in (*_find_anchors(old, new), (len(old), len(new))):
        yield _Chunk(before[0], anchor[0], before[1], anchor[1])
        before = anchor


def _find_anchors(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Return the longest increasing sequence of lines that are unique in both files, as pairs of line numbers."""
    counts, new_counts = Counter(old), Counter(new)
    places = {line: number for number, line in enumerate(new) if new_counts[line] == 1}
    shared = [(number, places[line]) for number, line in enumerate(old) if counts[line] == 1 and line in places]
    return [shared[index] for index in _find_longest_increase([place for _, place in shared])]


def _find_longest_increase(numbers: list[int]) -> list[int]:
    """Return the indices of a longest increasing subsequence, by patience sorting."""
    tops: list[int] = []  # the top of each pile; `indices` are the positions of these numbers
    indices: list[int] = []
    before: list[int] = []
    for index, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        tops[pile : pile + 1] = [number]
        indices[pile : pile + 1] = [index]
        before.append(indices[pile - 1] if pile else -1)
    found: list[int] = []
    index = indices[-1] if indices else -1
    while index >= 0:
        found.append(index)
        index = before[index]
    return found[::-1]


def _match_chunk(old: list[str], new: list[str], chunk: _Chunk) -> Iterator[difflib.Match]:
    """Yield the matching lines of a chunk; of a long one, only those at its beginning and end."""
    lines, others = old[chunk.start : chunk.end], new[chunk.new_start : chunk.new_end]
    head = _count_same(lines, others)
    yield difflib.Match(chunk.start, chunk.new_start, head)
    if head == len(lines) or head == len(others):
        return
    if len(lines) + len(others) <= _MAX_LINES:
        blocks = difflib.SequenceMatcher(None, lines[head:], others[head:]).get_matching_blocks()
    else:
        tail = _count_same(reversed(lines[head:]), reversed(others[head:]))
        blocks = [difflib.Match(len(lines) - head - tail, len(others) - head - tail, tail)]
    for block in blocks:
        yield difflib.Match(chunk.start + head + block.a, chunk.new_start + head + block.b, block.size)


def _count_same(lines: Iterable[str], others: Iterable[str]) -> int:
    """Return the number of matching lines at the beginning."""
    pairs = zip(lines, others, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _join(blocks: Iterable[difflib.Match]) -> Iterator[difflib.Match]:
    """Yield the non-empty blocks; blocks that are adjacent in both files are joined."""
    start = new_start = size = 0
    for block in blocks:
        if (start + size, new_start + size) == (block.a, block.b):
            size += block.size
        else:
            if size:
                yield difflib.Match(start, new_start, size)
            start, new_start, size = block
    if size:
        yield difflib.Match(start, new_start, size)
