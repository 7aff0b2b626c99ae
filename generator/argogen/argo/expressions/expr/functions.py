"""The functions of expressions, from functions.txt."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

# Functions that Argo adds to those of expr-lang (util/expr/env/env.go), beside `sprig`.
_OF_ARGO = frozenset({"asInt", "asFloat", "jsonpath", "toJson"})
_TABLE = Path(__file__).with_name("functions.txt")


class FunctionSignature(NamedTuple):
    """The number of arguments of a function (`maximum` can be infinite), its result type and its first Argo version."""

    minimum: int
    maximum: float
    result: str
    since: str = ""


@functools.cache
def load_functions() -> Mapping[str, FunctionSignature]:
    """Return all functions by name; those of sprig have the prefix `sprig.`."""
    rows = (line.split() for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {name: _function(counts, *rest) for name, counts, *rest in rows}


@functools.cache
def load_builtin_functions() -> Mapping[str, FunctionSignature]:
    """Return the functions of expr-lang by name, without those of Argo and sprig."""
    functions = load_functions().items()
    return {name: function for name, function in functions if name not in _OF_ARGO and not name.startswith("sprig.")}


def _function(counts: str, result: str, since: str = "") -> FunctionSignature:
    minimum, _, maximum = counts.rstrip("+").partition("-")
    return FunctionSignature(int(minimum), math.inf if counts.endswith("+") else int(maximum or minimum), result, since)
