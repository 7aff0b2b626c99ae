"""Quantities of Kubernetes' in one form: numbers, where they are no more than that."""

from __future__ import annotations

from typing import Any

from argogen.argo.structure import VERSIONS, Structure, load_structure
from argogen.argo.structure.type_lookup import find_type
from argogen.importing.values import as_scalar


def write_quantities(manifest: dict[str, Any]) -> dict[str, Any]:
    """The manifest with `cpu: "2"` as `cpu: 2`, so that both become the same pipeline."""
    written: dict[str, Any] = _write(manifest, str(manifest["kind"]), load_structure(VERSIONS[-1]))
    return written


def _write(value: Any, type_: str, structure: Structure) -> Any:
    if isinstance(value, dict):
        return {key: _write(item, find_type(type_, structure, key), structure) for key, item in value.items()}
    if isinstance(value, list):
        return [_write(item, find_type(type_, structure), structure) for item in value]
    return as_scalar(value) if type_ == "Quantity" else value
