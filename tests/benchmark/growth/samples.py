"""Samples in text files: `=== NAME`, and then a source with a part that is repeated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

_SAMPLES = Path(__file__).parent / "samples"
_HEADING = re.compile(r"^=== (?P<name>.*?)(?: \(at most (?P<most>\d+)\))?\n", re.MULTILINE)
# Whole lines repeat with the end of the last one.
_REPEATED = re.compile(r"^«([^»]*)»(\n)|«([^»]*)»", re.MULTILINE)


class Sample(NamedTuple):
    """A source in which each part between `«` and `»` is repeated, and the maximum of repetitions if there is one."""

    text: str
    most: int | None = None

    def write(self, size: int) -> str:
        """Return the text with its parts repeated so many times.

        In a part, `<N>` is its number from 1, `<P>` the one before, `<S>` the next, and `<R>` the number counted from
        the last to the first. `<F>` is its number with five digits: names of equal length are compared in equal time
        at each size. Elsewhere `<N>` is the size, and `<E>` the number after it.
        """
        repeated = _REPEATED.sub(lambda found: _repeat("".join(filter(None, found.groups())), size), self.text)
        return repeated.replace("<N>", str(size)).replace("<E>", str(size + 1))


def read_samples(name: str) -> Mapping[str, Sample]:
    """Read the samples of a file in their order, by their names."""
    _, *parts = _HEADING.split((_SAMPLES / f"{name}.txt").read_text("utf-8"))
    rows = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return {heading: Sample(text, int(most) if most else None) for heading, most, text in rows}


def _repeat(part: str, size: int) -> str:
    return "".join(_number(part, number, size) for number in range(1, size + 1))


def _number(part: str, number: int, size: int) -> str:
    numbers = {"N": number, "P": number - 1, "S": number + 1, "R": size + 1 - number, "F": f"{number:05}"}
    return re.sub("<([NPSRF])>", lambda found: str(numbers[found[1]]), part)
