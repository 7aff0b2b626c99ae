"""The part of a source at a place: a block of YAML by its indentation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

LONGEST = 200
"""The number of lines after which a block is cut."""


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
