"""Expand declared parameters: a scalar is the `value` on a pipeline, and the `default` on a component."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from argogen.context import Parameter
from argogen.language.model.pipeline import InputModel
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_code_string, to_string

_SOURCES = ("value", "default", "valueFrom", "config_map", "event")


def expand_pipeline_parameters(written: Mapping[str, Any], path: NodePath) -> dict[str, InputModel]:
    """Return the parameters of a pipeline; their values are arguments of the workflow."""
    return {name: _expand(name, value, (*path, name), "value", to_string) for name, value in written.items()}


def expand_component_parameters(
    written: Mapping[str, Any], path: NodePath, *, for_code: bool = False
) -> dict[str, InputModel]:
    """Return the parameters of a component; strings for code preserve the types of values."""
    form = to_code_string if for_code else to_string
    return {name: _expand(name, value, (*path, name), "default", form) for name, value in written.items()}


def read_parameter(written: Mapping[str, Any], path: NodePath) -> Parameter:
    """Expand an Argo Parameter object."""
    named = {"global_name": written["globalName"]} if "globalName" in written else {}
    return _expand(written["name"], {**written, **named}, path, "value", to_string).parameter


def _expand(name: str, written: Any, path: NodePath, short: str, form: Callable[[Any], str]) -> InputModel:
    if not isinstance(written, dict):
        text = None if written is None else form(written)
        fields: dict[str, Any] = {short: text}
        parameter = Parameter(name, **fields, origin=path)
        return InputModel(parameter, written is None)
    value, default = (form(written[key]) if key in written else None for key in ("value", "default"))
    parameter = Parameter(
        name,
        value,
        default,
        enum=tuple(to_string(item) for item in written.get("enum") or ()),
        description=written.get("description"),
        value_from=_value_from(written),
        global_name=written.get("global_name"),
        origin=path,
    )
    return InputModel(parameter, not any(key in written for key in _SOURCES))


def _value_from(written: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if "config_map" in written:
        return {"configMapKeyRef": {"name": written["config_map"], "key": written["key"]}}
    if "event" in written:
        return {"event": written["event"]}
    value_from: Mapping[str, Any] | None = written.get("valueFrom")
    return value_from
