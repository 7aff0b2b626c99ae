"""The outputs of all runs of a loop as lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from argogen.argo.evaluation.golang.encoding.json_errors import explain_invalid_json
from argogen.argo.evaluation.golang.encoding.json_text import from_json, to_json
from argogen.runner.model.json_text import InvalidJsonError, compact, escape_html
from argogen.runner.nodes.node import SUCCEEDED, Node, Outputs


class AggregationError(Exception):
    """A result that is not JSON, with the message of Argo."""


def aggregate(prefix: str, nodes: Sequence[Node]) -> dict[str, Any]:
    """Return the variables for the runs of a loop, in the order of its items; those that did not succeed are left out.

    Raises AggregationError.
    """
    runs = [node for node in nodes if not node.is_hooked and not node.is_retried]
    outputs = [node.outputs for node in runs if node.outputs is not None and node.phase == SUCCEEDED]
    if not nodes:
        return {}
    results = ",".join(_read_result(each.result) for each in outputs if each.result is not None)
    rows = [{one["name"]: one.get("value", "") for one in each.parameters} for each in outputs if each.parameters]
    values = {f"{prefix}.outputs.result": f"[{results}]", f"{prefix}.outputs.parameters": to_json(rows)}
    for name, texts in _collect(outputs).items():
        values[f"{prefix}.outputs.parameters.{name}"] = _write_list(texts)
    return values


def _read_result(text: str) -> str:
    try:
        return escape_html(compact(text))
    except InvalidJsonError:
        raise AggregationError(explain_invalid_json(text)) from None


def _collect(outputs: Sequence[Outputs]) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for each in outputs:
        for parameter in each.parameters:
            lists.setdefault(parameter["name"], []).append(parameter.get("value", ""))
    return lists


def _write_list(texts: list[str]) -> str:
    """Return a list of the values if all are JSON lists or mappings, else a list of strings."""
    values = []
    for text in texts:
        value = _read_collection(text)
        if value is None:
            return to_json(texts)
        values.append(value)
    return to_json(values)


def _read_collection(text: str) -> Any:
    if text.lstrip(" \t\r\n")[:1] not in ("[", "{"):
        return None
    try:
        return from_json(text)
    except InvalidJsonError:
        return None
