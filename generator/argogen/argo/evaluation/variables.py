"""The variables of expressions as Argo builds them: dotted names become nested maps, and Argo adds functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.evaluation.builtins.numbers import to_float, to_int
from argogen.argo.evaluation.golang.copying import copy_value
from argogen.argo.evaluation.golang.encoding.json_text import from_json, to_json
from argogen.argo.evaluation.golang.types import ANY, STRING, function_of
from argogen.argo.evaluation.golang.values import GoFunction, GoValue
from argogen.argo.evaluation.jsonpath.query import query
from argogen.argo.evaluation.sprig.table import SPRIG


def _query_json(text: str, path: str) -> GoValue:
    return query(path, from_json(text))


ARGO_FUNCTIONS: Mapping[str, GoValue] = {
    "asInt": GoFunction(function_of((ANY,), (ANY,)), to_int),
    "asFloat": GoFunction(function_of((ANY,), (ANY,)), to_float),
    "jsonpath": GoFunction(function_of((STRING, STRING), (ANY,)), _query_json),
    "toJson": GoFunction(function_of((ANY,), (STRING,)), to_json),
    "sprig": SPRIG,
}


def build_variables(values: Mapping[str, GoValue]) -> dict[str, GoValue]:
    """Return the variables of an expression, by their first name, with Argo's functions."""
    return {**expand_names(values), **ARGO_FUNCTIONS}


def expand_names(values: Mapping[str, GoValue]) -> dict[str, GoValue]:
    """Return nested maps for dotted names; a name that is also the beginning of another one is dropped."""
    expanded: dict[str, GoValue] = {}
    ordered = sorted(values, key=lambda name: name.encode("utf-8", "surrogateescape"))
    for index, name in enumerate(ordered):
        if index + 1 < len(ordered) and ordered[index + 1].startswith(f"{name}."):
            continue
        _put(expanded, name.split("."), values[name])
    return expanded


def _put(maps: dict[str, Any], names: list[str], value: GoValue) -> None:
    for name in names[:-1]:
        inner = maps.setdefault(name, {})
        if not isinstance(inner, dict):
            return
        maps = inner
    maps.setdefault(names[-1], copy_value(value))
