"""Artifacts: a string is a path, or where it comes from; an artifact of code without a path is an object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.variables import VARIABLE_PREFIXES
from argogen.language.model.pipeline import ArtifactModel
from argogen.language.tags import braced
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

INPUTS, OUTPUTS = "/tmp/inputs", "/tmp/outputs"  # noqa: S108 (folders in a container of its own)


def written_inputs(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what stands under `artifacts.in`."""
    inputs: Mapping[str, Any] = (data.get("artifacts") or {}).get("in") or {}
    return inputs


def written_outputs(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what stands under `artifacts.out`."""
    outputs: Mapping[str, Any] = (data.get("artifacts") or {}).get("out") or {}
    return outputs


def expand_inputs(
    data: Mapping[str, Any], path: NodePath, short: str, *, is_code: bool = False
) -> dict[str, ArtifactModel]:
    """Return the artifacts under `artifacts.in`; a string is the field `short`."""
    return {
        name: ArtifactModel(name, _locate(name, _expand(it, short), INPUTS, is_code), (*path, "artifacts", "in", name))
        for name, it in written_inputs(data).items()
    }


def expand_arguments(data: Mapping[str, Any], path: NodePath) -> dict[str, ArtifactModel]:
    """Return the artifacts that a call passes on, those among Argo's own `arguments` included."""
    found = expand_inputs(data, path, "from")
    for number, full in enumerate((data.get("arguments") or {}).get("artifacts") or ()):
        name = to_string(full["name"])
        origin = found[name].origin if name in found else (*path, "arguments", "artifacts", number)
        found[name] = ArtifactModel(name, {key: it for key, it in full.items() if key != "name"}, origin)
    return found


def expand_outputs(
    data: Mapping[str, Any], path: NodePath, *, is_composite: bool, is_code: bool
) -> dict[str, ArtifactModel]:
    """Return the artifacts under `artifacts.out`: on steps and tasks those of a call, elsewhere files."""
    short = "from" if is_composite else "path"
    return {
        name: ArtifactModel(
            name, _locate(name, _expand(it, short), OUTPUTS, is_code), (*path, "artifacts", "out", name)
        )
        for name, it in written_outputs(data).items()
    }


def _locate(name: str, full: Mapping[str, Any], folder: str, is_code: bool) -> Mapping[str, Any]:
    """Give an artifact of code that has no path one, by which the code around it finds it."""
    return {"path": f"{folder}/{name}", **full} if is_code else full


def _expand(written: Any, short: str) -> Mapping[str, Any]:
    """Return an artifact's short forms in full; a reference may lack its braces."""
    full: Mapping[str, Any] = {} if written is None else {short: written} if isinstance(written, str) else written
    reference = full.get("from")
    if not isinstance(reference, str) or reference.partition(".")[0] in VARIABLE_PREFIXES:  # Argo needs no braces
        return full
    return {**full, "from": braced(reference)}
