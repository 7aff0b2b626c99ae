"""The functions that an expression can call, from functions.txt."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

_TABLE = Path(__file__).with_name("functions.txt")


class FunctionSignature(NamedTuple):
    """How many arguments a function accepts (`maximum` may be infinite), the kind of its result, since which Argo."""

    minimum: int
    maximum: float
    result: str
    since: str = ""


@functools.cache
def load_functions() -> Mapping[str, FunctionSignature]:
    """Return every function by its name; those of sprig begin with `sprig.`."""
    rows = (line.split() for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {name: _function(counts, *rest) for name, counts, *rest in rows}


def _function(counts: str, result: str, since: str = "") -> FunctionSignature:
    minimum, _, maximum = counts.rstrip("+").partition("-")
    return FunctionSignature(int(minimum), math.inf if counts.endswith("+") else int(maximum or minimum), result, since)
