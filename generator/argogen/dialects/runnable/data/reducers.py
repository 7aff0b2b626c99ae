"""Reducers: functions that aggregate the results of a map."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from argogen.dialects.collector import TranslationCollector
from argogen.dialects.runnable.graph.graph import GraphNode
from argogen.dialects.translation import LocatedValue

REDUCE = "reduce"
_PATH = re.compile(r"(?P<module>[A-Za-z_]\w*(\.[A-Za-z_]\w*)*)\.(?P<name>[A-Za-z_]\w*)")


def write_reducer(node: GraphNode, collected: Mapping[str, str], collector: TranslationCollector) -> dict[str, Any]:
    """Return the step that calls the reducer for each result; `collected` maps results to references to their lists."""
    origin = node.origin.at("reducer")
    text = node.data["reducer"].strip()
    path = _PATH.fullmatch(text)
    if not path and not _is_lambda(text):
        message = f"invalid reducer '{text}': must be a lambda or a dotted path of a function"
        collector.error(origin, "invalid-value", message, "for example 'lambda *x: max(x)'")
    origin_line = f"from {path['module']} import {path['name']} as reduce" if path else f"reduce = {text}"
    names = ", ".join(collected)
    results = "".join(f"reduce(*{name}), " for name in collected)
    code = f"{origin_line}\n\ndef reduce_all({names}):\n    return ({results.rstrip(' ')})\n"
    return {
        "name": REDUCE,
        "python": {"function": "reduce_all", "code": LocatedValue(origin, code), "lenient": True},
        "with": {name: f"{{{{{reference}}}}}" for name, reference in collected.items()},
        "outputs": list(collected),
    }


def _is_lambda(text: str) -> bool:
    try:
        return isinstance(ast.parse(text, mode="eval").body, ast.Lambda)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last two for code that is nested too deep
        return False
