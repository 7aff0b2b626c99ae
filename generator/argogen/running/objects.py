"""The ConfigMaps and Secrets of a run: documents of files, with the values that are given for the run."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from argogen.running.request import RunRequest

_LABELS = {"workflows.argoproj.io/configmap-type": "Parameter"}
"""The labels of a ConfigMap from which Argo reads parameters."""


def add_objects(documents: Sequence[Any], request: RunRequest) -> list[Any]:
    """Return documents with the values that a request adds to their ConfigMaps and Secrets, or to new ones."""
    added: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    for (name, key), value in request.config_maps.items():
        added.setdefault(("ConfigMap", name), {}).setdefault("data", {})[key] = value
    for (name, key), secret in request.secrets.items():
        encoded = base64.b64encode(secret).decode()
        added.setdefault(("Secret", name), {}).setdefault("data", {})[key] = encoded
    merged = [_merge(document, added) for document in documents]
    new = [_build(kind, name, fields) for (kind, name), fields in added.items()]
    return [*merged, *new]


def _merge(document: Any, added: dict[tuple[str, str], dict[str, dict[str, str]]]) -> Any:
    if not isinstance(document, Mapping) or document.get("kind") not in ("ConfigMap", "Secret"):
        return document
    fields = added.pop((document["kind"], str((document.get("metadata") or {}).get("name"))), None)
    if fields is None:
        return document
    merged = dict(document)
    for field, values in fields.items():
        kept = {key: value for key, value in (document.get("stringData") or {}).items() if key not in values}
        merged |= {field: {**(document.get(field) or {}), **values}, **({"stringData": kept} if kept else {})}
        if not kept:
            merged.pop("stringData", None)
    return merged


def _build(kind: str, name: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    labels = {"labels": _LABELS} if kind == "ConfigMap" else {}
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, **labels}, **fields}
