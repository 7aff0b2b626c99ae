"""Expand artifacts: a string is a path or a source; an artifact of code without a path is an object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.language.model.pipeline import ArtifactModel
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string


def written_inputs(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `artifacts.in` as written."""
    inputs: Mapping[str, Any] = (data.get("artifacts") or {}).get("in") or {}
    return inputs


def written_outputs(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `artifacts.out` as written."""
    outputs: Mapping[str, Any] = (data.get("artifacts") or {}).get("out") or {}
    return outputs


def expand_inputs(
    data: Mapping[str, Any], path: NodePath, short: str, *, is_code: bool = False
) -> dict[str, ArtifactModel]:
    """Return the artifacts in `artifacts.in`; a string is the field `short`."""
    return {
        name: _model(name, _expand(it, short), (*path, "artifacts", "in", name), is_code)
        for name, it in written_inputs(data).items()
    }


def expand_arguments(data: Mapping[str, Any], path: NodePath) -> dict[str, ArtifactModel]:
    """Return the artifact arguments of a call, including those in the Argo field `arguments`."""
    found = expand_inputs(data, path, "from")
    for number, full in enumerate((data.get("arguments") or {}).get("artifacts") or ()):
        name = to_string(full["name"])
        origin = found[name].origin if name in found else (*path, "arguments", "artifacts", number)
        found[name] = ArtifactModel(name, {key: it for key, it in full.items() if key != "name"}, origin)
    return found


def expand_outputs(
    data: Mapping[str, Any], path: NodePath, *, is_composite: bool, is_code: bool
) -> dict[str, ArtifactModel]:
    """Return the artifacts in `artifacts.out`: references to calls if the body is composite, otherwise files."""
    short = "from" if is_composite else "path"
    return {
        name: _model(name, _expand(it, short), (*path, "artifacts", "out", name), is_code)
        for name, it in written_outputs(data).items()
    }


def _model(name: str, full: Mapping[str, Any], origin: NodePath, is_code: bool) -> ArtifactModel:
    """Return the model of an artifact; one of code without a path is an object."""
    return ArtifactModel(name, full, origin, is_object=is_code and "path" not in full)


def _expand(written: Any, short: str) -> Mapping[str, Any]:
    """Return an artifact in expanded form."""
    if written is None:
        return {}
    full: Mapping[str, Any] = {short: written} if isinstance(written, str) else written
    return full
