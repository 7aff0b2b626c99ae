"""The scope of a template: its inputs, and the values of its steps or tasks, which are collected when they are used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from argogen.runner.model.reading import Data
from argogen.runner.nodes.node import Node, Outputs
from argogen.runner.submission import format_time

_CALLS = re.compile(
    r"""\b(?:steps|tasks)(?:\.([a-zA-Z0-9_-]+)|\[\\?["']([^"'\\]+)\\?["']\]|\?\.\[?\\?["']?([a-zA-Z0-9_-]+)|(\b))"""
)
Values = Mapping[str, Any]


def build_inputs(template: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variables for the inputs of a template."""
    inputs = template.get("inputs") or {}
    values: dict[str, Any] = {
        f"inputs.parameters.{parameter['name']}": parameter.get("value", "")
        for parameter in inputs.get("parameters") or ()
    }
    values.update((f"inputs.artifacts.{artifact['name']}", artifact) for artifact in inputs.get("artifacts") or ())
    return values


class Scope:
    """The variables of a template of steps or tasks.

    `find` returns the variables of a step or task by its name, None if they are out of scope; `names` lists all names.
    """

    def __init__(
        self, base: dict[str, Any], find: Callable[[str], Values | None], names: Callable[[], Iterable[str]]
    ) -> None:
        self.base, self._find, self._names = base, find, names

    def extend(self, values: Values) -> Scope:
        """Return a scope with further variables."""
        return Scope({**self.base, **values}, self._find, self._names)

    def select(self, text: str) -> dict[str, Any]:
        """Return the variables that a string may refer to: the inputs, and those of the steps or tasks in it."""
        values = dict(self.base)
        for name in self._list_mentioned(text):
            values.update(self._find(name) or {})
        values.update(self.base)
        return values

    def _list_mentioned(self, text: str) -> Iterable[str]:
        mentioned: dict[str, None] = {}
        for found in _CALLS.finditer(text):
            name = found[1] or found[2] or found[3]
            if name is None:
                return self._names()
            mentioned[name] = None
        return mentioned


def only_strings(values: Values) -> dict[str, str]:
    """Return the variables that are strings: those of tags, in which artifacts do not occur."""
    return {name: value for name, value in values.items() if isinstance(value, str)}


def build_node_values(prefix: str, node: Node) -> dict[str, Any]:
    """Return the variables of a step or task."""
    node = node.find_last_attempt() or node
    values: dict[str, Any] = {f"{prefix}.id": node.id, f"{prefix}.status": node.phase}
    if node.started_at:
        values[f"{prefix}.startedAt"] = format_time(node.started_at)
    if node.finished_at:
        values[f"{prefix}.finishedAt"] = format_time(node.finished_at)
    if node.is_daemoned:
        values[f"{prefix}.ip"] = node.address
    return values | build_output_values(prefix, node.outputs)


def build_output_values(prefix: str, outputs: Outputs | None) -> dict[str, Any]:
    """Return the variables of outputs."""
    if outputs is None:
        return {}
    values: dict[str, Any] = {}
    if prefix != "workflow" and outputs.result is not None:
        values[f"{prefix}.outputs.result"] = outputs.result
    if prefix != "workflow" and outputs.exit_code is not None:
        values[f"{prefix}.exitCode"] = outputs.exit_code
    for parameter in outputs.parameters:
        if "value" in parameter:
            values[f"{prefix}.outputs.parameters.{parameter['name']}"] = parameter["value"]
    for artifact in outputs.artifacts:
        values[f"{prefix}.outputs.artifacts.{artifact['name']}"] = artifact
    return values


def list_parameters(ports: Mapping[str, Any] | None) -> list[Data]:
    """Return the parameters of inputs, outputs or arguments."""
    return list((ports or {}).get("parameters") or ())


def list_artifacts(ports: Mapping[str, Any] | None) -> list[Data]:
    """Return the artifacts of inputs, outputs or arguments."""
    return list((ports or {}).get("artifacts") or ())
