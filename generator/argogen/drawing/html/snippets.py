"""The parts of sources at places: blocks of YAML by their indentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile

from argogen.graph.model import Place

LONGEST = 200
"""The number of lines after which a block is cut."""


class Blocks:
    """The blocks at the places of elements, each different one once: many elements can begin on one long line."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.numbers: dict[str, int] = {}
        """The blocks with their numbers, in order from 0."""
        self._lines = {file: text.splitlines() for file, text in sources.items()}
        self._found: dict[tuple[str, int], int | None] = {}

    def number_at(self, place: Place | None) -> int | None:
        """Return the number of the block at a place, or None without one."""
        if place is None:
            return None
        key = (place.file, place.line)
        if key not in self._found:
            block = find_block(self._lines.get(place.file, ()), place.line)
            self._found[key] = self.numbers.setdefault(block, len(self.numbers)) if block else None
        return self._found[key]


def find_block(lines: Sequence[str], number: int) -> str:
    """Return the block that begins on a line, which counts from 1, without its indentation; "" if it does not exist."""
    if not 0 < number <= len(lines):
        return ""
    first = lines[number - 1]
    margin = _indent(first)
    rest = takewhile(lambda line: not line.strip() or _indent(line) > margin, lines[number:])
    block = [first, *rest]
    while not block[-1].strip() and len(block) > 1:
        block.pop()
    cut = [line[margin:].rstrip() for line in block[:LONGEST]]
    more = [f"# … {len(block) - LONGEST} more lines"] if len(block) > LONGEST else []
    return "\n".join([*cut, *more])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
