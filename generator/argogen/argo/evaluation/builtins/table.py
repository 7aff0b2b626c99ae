"""The builtins by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from argogen.argo.evaluation.builtins import collections, numbers, text, times
from argogen.argo.evaluation.golang.access import get
from argogen.argo.evaluation.golang.encoding.json_text import from_json, to_json
from argogen.argo.evaluation.golang.formatting import format_value
from argogen.argo.evaluation.golang.values import GoValue, kind_of, type_of

_KINDS: Mapping[str, str] = {
    "bool": "bool", "float64": "float", "string": "string", "slice": "array", "array": "array", "map": "map",
    "func": "func", "struct": "struct",
}  # fmt: skip


def name_kind(value: GoValue) -> str:
    """Return the type of a value as expr-lang names it."""
    found = type_of(value)
    if found is None:
        return "nil"
    package = found.name.removeprefix("*")
    if "." in package and not package.startswith(("[", "map", "func")):
        return f"github.com/Masterminds/semver/v3.{package[7:]}" if package.startswith("semver.") else package
    kind = kind_of(value)
    return "uint" if kind.startswith("uint") else "int" if kind.startswith("int") else _KINDS.get(kind, "unknown")


def _write_json(value: GoValue) -> str:
    return to_json(value, "  ")


def _read_json(value: GoValue) -> GoValue:
    return from_json(text.as_string(value))


FUNCTIONS: Mapping[str, Callable[..., GoValue]] = {
    "len": collections.length, "type": name_kind, "abs": numbers.absolute, "ceil": numbers.ceil,
    "floor": numbers.floor, "round": numbers.round_half_away, "int": numbers.to_int, "float": numbers.to_float,
    "string": format_value, "trim": text.trim, "trimPrefix": text.trim_prefix, "trimSuffix": text.trim_suffix,
    "upper": text.upper, "lower": text.lower, "split": text.split, "splitAfter": text.split_after,
    "replace": text.replace, "repeat": text.repeat, "join": text.join, "indexOf": text.index_of,
    "lastIndexOf": text.last_index_of, "hasPrefix": text.has_prefix, "hasSuffix": text.has_suffix,
    "max": numbers.maximum, "min": numbers.minimum, "mean": numbers.mean, "median": numbers.median,
    "toJSON": _write_json, "fromJSON": _read_json, "toBase64": text.to_base64, "fromBase64": text.from_base64,
    "duration": times.duration, "date": times.date, "timezone": times.timezone, "first": collections.first,
    "last": collections.last, "get": get, "take": collections.take, "keys": collections.keys,
    "values": collections.values, "toPairs": collections.to_pairs, "fromPairs": collections.from_pairs,
    "reverse": collections.reverse, "uniq": collections.unique, "concat": collections.concat,
    "flatten": collections.flatten, "sort": collections.sort, "bitand": numbers.bit_and, "bitor": numbers.bit_or,
    "bitxor": numbers.bit_xor, "bitnand": numbers.bit_nand, "bitshl": numbers.shift_left,
    "bitshr": numbers.shift_right, "bitushr": numbers.shift_right_unsigned, "bitnot": numbers.bit_not,
}  # fmt: skip
# Builtins that receive the Evaluation before their arguments.
CONTEXTUAL: Mapping[str, Callable[..., GoValue]] = {"now": times.now}
# Builtins whose result counts for the memory budget.
SIZED = frozenset({"repeat", "reverse", "concat", "flatten", "sort"})
