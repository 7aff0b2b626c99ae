"""Differences of texts."""

from __future__ import annotations

import difflib
from collections.abc import Iterator


def write_diff(old: str | None, new: str | None, path: str, sides: tuple[str, str] = ("a", "b")) -> Iterator[str]:
    """Yield the lines of a unified diff, with their line ends; None is a file that does not exist."""
    texts = zip(sides, (old, new), strict=True)
    before, after = (f"{side}/{path}" if text is not None else "/dev/null" for side, text in texts)
    lines = difflib.unified_diff(_split(old), _split(new), before, after)
    return (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def find_overlaps(base: str, one: str, other: str) -> list[int]:
    """Return the lines of a text, counted from 1, that two other texts have both changed, and differently."""
    changed = [_find_changed(_split(base), _split(text)) for text in (one, other) if one != other]
    return sorted(set.intersection(*changed)) if changed else []


def _find_changed(base: list[str], text: list[str]) -> set[int]:
    """Return the lines that the text does not have any more, or before which it has others."""
    codes = difflib.SequenceMatcher(None, base, text, autojunk=False).get_opcodes()
    return {line + 1 for kind, start, end, *_ in codes if kind != "equal" for line in range(start, max(end, start + 1))}


def _split(text: str | None) -> list[str]:
    """Split lines as diff and git do: only at line feeds."""
    *lines, last = (text or "").split("\n")
    return [f"{line}\n" for line in lines] + [last] * bool(last)
