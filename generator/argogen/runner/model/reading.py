"""Read templates, steps and tasks as Argo does: values of parameters become strings, and absent values are left out.

They remain plain data, because Argo replaces tags in the JSON text of a whole template or step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from argogen.runner.model.scalars import as_any_string

Data = dict[str, Any]

# The order in which Argo writes the fields of a parameter, which `workflow.parameters.json` shows.
PARAMETER_FIELDS = ("name", "default", "value", "valueFrom", "globalName", "enum", "description")


def read_template(given: Mapping[str, Any]) -> Data:
    """Return a template with its parameters, steps and tasks read."""
    template = read_plain(given)
    _change(template, "inputs", _read_ports)
    _change(template, "outputs", _read_ports)
    _change(template, "steps", lambda groups: [_read_group(group) for group in groups])
    if isinstance(template.get("dag"), dict):
        _change(template["dag"], "tasks", lambda tasks: [read_call(task) for task in tasks])
    return template


def _read_group(group: Any) -> list[Data]:
    return [read_call(step) for step in (group if isinstance(group, list) else [group])]


def read_call(given: Mapping[str, Any]) -> Data:
    """Return a step or task with its arguments, hooks and inline template read."""
    call = {"name": "", **read_plain(given)}
    _change(call, "arguments", _read_ports)
    _change(call, "inline", read_template)
    _change(call, "hooks", read_hooks)
    return call


def read_hooks(given: Mapping[str, Any]) -> Data:
    """Return hooks with their arguments read."""
    hooks = {name: read_plain(hook or {}) for name, hook in given.items()}
    for hook in hooks.values():
        _change(hook, "arguments", _read_ports)
    return hooks


def read_arguments(given: Mapping[str, Any] | None) -> Data:
    """Return arguments, inputs or outputs with their parameters read."""
    return _read_ports(read_plain(given or {}))


def _read_ports(ports: Data) -> Data:
    ports = read_plain(ports)
    _change(ports, "parameters", lambda parameters: [read_parameter(parameter) for parameter in parameters])
    _change(ports, "artifacts", lambda artifacts: [{"name": "", **read_plain(artifact)} for artifact in artifacts])
    return ports


def read_parameter(given: Mapping[str, Any]) -> Data:
    """Return a parameter: its values are strings, and its fields in the order of Argo."""
    parameter: Data = {"name": ""}
    for name in PARAMETER_FIELDS:
        value = given.get(name)
        if value is None:
            continue
        if name in ("default", "value"):
            value = as_any_string(value)
        elif name == "enum":
            value = [as_any_string(choice) for choice in value]
        elif name == "valueFrom":
            value = _read_source(value)
        parameter[name] = value
    return parameter


def _read_source(given: Mapping[str, Any]) -> Data:
    source = read_plain(given)
    _change(source, "default", as_any_string)
    return source


def read_plain(given: Mapping[str, Any]) -> Data:
    """Return a mapping without absent values."""
    return {name: value for name, value in given.items() if value is not None}


def _change(mapping: Data, name: str, read: Callable[[Any], Any]) -> None:
    if mapping.get(name) is not None:
        mapping[name] = read(mapping[name])
