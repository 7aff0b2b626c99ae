"""The functions that an expression can call, from functions.txt."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

_TABLE = Path(__file__).with_name("functions.txt")


class Function(NamedTuple):
    """A function: how many arguments it takes (`most` is infinite for any number), what it gives, since which Argo."""

    least: int
    most: float
    gives: str
    since: str = ""


@functools.cache
def functions() -> Mapping[str, Function]:
    """Every function by its name; those of sprig begin with `sprig.`."""
    rows = (line.split() for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {name: _function(counts, *rest) for name, counts, *rest in rows}


def _function(counts: str, gives: str, since: str = "") -> Function:
    least, _, most = counts.rstrip("+").partition("-")
    return Function(int(least), math.inf if counts.endswith("+") else int(most or least), gives, since)
