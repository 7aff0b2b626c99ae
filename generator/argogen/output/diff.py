"""What changes from one text to another, for people."""

from __future__ import annotations

import difflib
from collections.abc import Iterator


def write_diff(old: str | None, new: str | None, path: str) -> Iterator[str]:
    """The lines of a unified diff, with their line ends; None is a file that is not there."""
    before, after = (f"{side}/{path}" if text is not None else "/dev/null" for side, text in (("a", old), ("b", new)))
    lines = difflib.unified_diff(_split(old), _split(new), before, after)
    return (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _split(text: str | None) -> list[str]:
    """Lines as diff and git know them: they end at a line feed alone."""
    *lines, last = (text or "").split("\n")
    return [f"{line}\n" for line in lines] + [last] * bool(last)
