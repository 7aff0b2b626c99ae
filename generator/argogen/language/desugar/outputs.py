"""Output parameters: a string is a path, on steps and tasks a reference; nothing is what code returns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.language.model.pipeline import ABSENT, OutputModel
from argogen.language.tags import braced
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

FOLDER = "/tmp/outputs"  # noqa: S108 (a folder in a container of its own)
# The value itself, and Argo's own object, can stand anywhere: what they mean is Argo's business.
ANYWHERE = ("value", "valueFrom")
_SOURCES = ("path", "result", "returned", "parameter", "expression", "json_path", "jq_filter", "supplied", *ANYWHERE)
_PASSED = ("path", "parameter", "expression", "json_path", "jq_filter", "supplied", "global_name", "description")


def expand_outputs(data: Mapping[str, Any], path: NodePath, *, is_composite: bool) -> dict[str, OutputModel]:
    """Return the output parameters by name; of those in a list, artifacts that code returns are left out."""
    written: Any = data.get("outputs") or {}
    if isinstance(written, dict):
        items = [(name, value, (*path, "outputs", name)) for name, value in written.items()]
    else:
        artifacts = (data.get("artifacts") or {}).get("out") or {}
        items = [(n, None, (*path, "outputs", i)) for i, n in enumerate(written) if n not in artifacts]
    return {name: _model(name, _expand(value, is_composite), origin) for name, value, origin in items}


def _expand(written: Any, is_composite: bool) -> Mapping[str, Any]:
    """Return an output's short forms in full; a reference may lack its braces."""
    if written is None:
        return {"returned": True}
    if isinstance(written, str):
        return {"parameter": braced(written)} if is_composite else {"path": written}
    if is_composite and isinstance(written.get("result"), str):
        return {"parameter": braced(written["result"]), **{k: v for k, v in written.items() if k != "result"}}
    full: Mapping[str, Any] = written
    return full


def _model(name: str, full: Mapping[str, Any], origin: NodePath) -> OutputModel:
    fields = {key: full[key] for key in _PASSED if key in full}
    if "returned" in full:
        fields["path"] = f"{FOLDER}/{name}"
    return OutputModel(
        name,
        origin,
        next((key for key in _SOURCES if key in full), ""),
        value=full.get("value", ABSENT),
        value_from=full.get("valueFrom"),
        default=full.get("default", ABSENT),
        enum=tuple(to_string(item) for item in full.get("enum") or ()),
        **fields,
    )
