"""Volumes: one of argogen's short sources, Kubernetes' own, or a claim that is made for each workflow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.language.model.pipeline import VolumeModel
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

_SHORT = ("claim", "config_map", "empty_dir", "default_mode", "optional", "read_only")
_CLAIM_FIELDS = ("apiVersion", "kind", "status")


def expand_volumes(written: Mapping[str, Any] | None, path: NodePath) -> dict[str, VolumeModel]:
    """Return the volumes that a pipeline or a template declares, by name."""
    return {name: expand_volume(name, data, (*path, name)) for name, data in (written or {}).items()}


def expand_volume(name: str, data: Mapping[str, Any], path: NodePath) -> VolumeModel:
    """Return a volume, whichever form it has."""
    if "claim_template" in data:
        return VolumeModel(name, _expand_claim(data["claim_template"]), path, is_claim=True)
    fields = {key: data[key] for key in _SHORT if key in data}
    if "empty_dir" in fields:
        fields["empty_dir"] = fields["empty_dir"] or {}
    if isinstance(data.get("secret"), str):
        fields["secret"] = data["secret"]
    source = {key: value for key, value in data.items() if key not in fields and key != "items"}
    return VolumeModel(name, {**fields, "items": data.get("items") or [], "source": source}, path)


def _expand_claim(template: Mapping[str, Any]) -> dict[str, Any]:
    others = {key: template[key] for key in _CLAIM_FIELDS if key in template}
    fields = {key: value for key, value in template.items() if key not in others}
    if fields.get("size") is not None:
        fields["size"] = to_string(fields["size"])
    return {**fields, "others": others}
