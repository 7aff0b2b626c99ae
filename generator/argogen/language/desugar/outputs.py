"""Expand output parameters: a string is a path, on `steps` and `tasks` a reference; null is a return value of code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.language.model.pipeline import ABSENT, OutputModel
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

# Sources that are accepted for every body; Argo evaluates them.
ANYWHERE = ("value", "valueFrom")
SOURCES = ("path", "result", "returned", "parameter", "expression", "json_path", "jq_filter", "supplied", *ANYWHERE)
_PASSED = ("path", "parameter", "expression", "json_path", "jq_filter", "supplied", "global_name", "description")


def expand_outputs(data: Mapping[str, Any], path: NodePath, *, is_composite: bool) -> dict[str, OutputModel]:
    """Return the output parameters by name; returned artifacts in a list of outputs are omitted."""
    written: Any = data.get("outputs") or {}
    if isinstance(written, dict):
        items = [(name, value, (*path, "outputs", name)) for name, value in written.items()]
    else:
        artifacts = (data.get("artifacts") or {}).get("out") or {}
        items = [(n, None, (*path, "outputs", i)) for i, n in enumerate(written) if n not in artifacts]
    return {name: _model(name, _expand(value, is_composite), origin) for name, value, origin in items}


def _expand(written: Any, is_composite: bool) -> Mapping[str, Any]:
    """Return an output in expanded form."""
    if written is None:
        return {"returned": True}
    if isinstance(written, str):
        return {"parameter": written} if is_composite else {"path": written}
    full: Mapping[str, Any] = written
    return full


def _model(name: str, full: Mapping[str, Any], origin: NodePath) -> OutputModel:
    fields = {key: full[key] for key in _PASSED if key in full}
    return OutputModel(
        name,
        origin,
        next((key for key in SOURCES if key in full), ""),
        value=full.get("value", ABSENT),
        value_from=full.get("valueFrom"),
        default=full.get("default", ABSENT),
        enum=tuple(to_string(item) for item in full.get("enum") or ()),
        **fields,
    )
