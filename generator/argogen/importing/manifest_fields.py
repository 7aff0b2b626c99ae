"""Normalize manifests before import: fields added by clusters, and quantities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.structure import VERSIONS, Structure, load_structure
from argogen.argo.structure.type_lookup import find_type
from argogen.importing.value_shortening import as_scalar
from argogen.yaml.node_path import NodePath

_ALWAYS = ("uid", "resourceVersion")
_METADATA = (*_ALWAYS, "creationTimestamp", "generation", "managedFields", "selfLink")
_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def find_additions(manifest: Mapping[str, Any]) -> list[NodePath]:
    """Return the paths of fields that only clusters set: the status, and metadata of the API server."""
    metadata = manifest.get("metadata") or {}
    found: list[NodePath] = [("status",)] if manifest.get("status") else []
    if all(field in metadata for field in _ALWAYS):
        found += [("metadata", field) for field in _METADATA if field in metadata]
        if _APPLIED in (metadata.get("annotations") or {}):
            found.append(("metadata", "annotations", _APPLIED))
    return found


def without_paths(manifest: Mapping[str, Any], paths: list[NodePath]) -> dict[str, Any]:
    """Return the manifest without the fields at these paths."""
    return {
        key: without_paths(value, [path[1:] for path in paths if path[0] == key and len(path) > 1])
        if isinstance(value, dict)
        else value
        for key, value in manifest.items()
        if (key,) not in paths
    }


def normalize_quantities(manifest: dict[str, Any]) -> dict[str, Any]:
    """Normalize quantities such as `cpu: "2"` to `cpu: 2`, so that both result in the same pipeline."""
    written: dict[str, Any] = _normalize(manifest, str(manifest["kind"]), load_structure(VERSIONS[-1]))
    return written


def _normalize(value: Any, type_: str, structure: Structure) -> Any:
    if isinstance(value, dict):
        return {key: _normalize(item, find_type(type_, structure, key), structure) for key, item in value.items()}
    if isinstance(value, list):
        return [_normalize(item, find_type(type_, structure), structure) for item in value]
    return as_scalar(value) if type_ == "Quantity" else value
