"""What a cluster adds to the manifests that it hands out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.yaml.node_path import NodePath

_ALWAYS = ("uid", "resourceVersion")
_METADATA = (*_ALWAYS, "creationTimestamp", "generation", "managedFields", "selfLink")
_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def find_additions(manifest: Mapping[str, Any]) -> list[NodePath]:
    """What in a manifest nobody would write: what has become of it, and what only the API server sets."""
    metadata = manifest.get("metadata") or {}
    found: list[NodePath] = [("status",)] if manifest.get("status") else []
    if all(field in metadata for field in _ALWAYS):
        found += [("metadata", field) for field in _METADATA if field in metadata]
        if _APPLIED in (metadata.get("annotations") or {}):
            found.append(("metadata", "annotations", _APPLIED))
    return found


def leave_out(manifest: Mapping[str, Any], paths: list[NodePath]) -> dict[str, Any]:
    """The manifest without some of its parts."""
    return {
        key: leave_out(value, [path[1:] for path in paths if path[0] == key and len(path) > 1])
        if isinstance(value, dict)
        else value
        for key, value in manifest.items()
        if (key,) not in paths
    }
