"""Expand volumes: short sources, Kubernetes sources, and claims that are created for each workflow."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import VolumeModel
from argogen.late import import_late
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

if TYPE_CHECKING:
    from argogen.language import short_forms
    from argogen.language.validation import value_descriptions
else:
    short_forms = import_late("argogen.language.short_forms")
    value_descriptions = import_late("argogen.language.validation.value_descriptions")

_SHORT = ("claim", "config_map", "secret", "empty_dir", "default_mode", "optional", "read_only")
_CLAIM_FIELDS = ("apiVersion", "kind", "status")


def expand_volumes(written: Mapping[str, Any] | None, path: NodePath) -> dict[str, VolumeModel]:
    """Return the volumes that a pipeline or template declares, by name."""
    return {name: expand_volume(name, data, (*path, name)) for name, data in (written or {}).items()}


def check_claims(volumes: Mapping[str, Any] | None, collector: DiagnosticCollector) -> None:
    """Report claim templates in Kubernetes form whose fields all have keys of the language."""
    for name, volume in (volumes or {}).items():
        claim = volume.get("claim_template")
        is_own = claim and "spec" in claim and not collector.is_argo_syntax
        if is_own and (short := short_forms.find_claim_keys(claim)):
            found = {key: functools.reduce(lambda part, field: part[field], path, claim) for key, path in short.items()}
            path = ("volumes", name, "claim_template", "spec")
            hint = value_descriptions.show_line(found)
            collector.error("native-form", "'spec' has a native form", path, hint, key=True)


def expand_volume(name: str, data: Mapping[str, Any], path: NodePath) -> VolumeModel:
    """Return a volume; its source can have any form."""
    if "claim_template" in data:
        return VolumeModel(name, _expand_claim(data["claim_template"]), path, is_claim=True)
    fields = {key: data[key] for key in _SHORT if key in data}
    if "empty_dir" in fields:
        fields["empty_dir"] = fields["empty_dir"] or {}
    source = {key: value for key, value in data.items() if key not in fields and key != "items"}
    return VolumeModel(name, {**fields, "items": data.get("items") or [], "source": source}, path)


def _expand_claim(template: Mapping[str, Any]) -> dict[str, Any]:
    others = {key: template[key] for key in _CLAIM_FIELDS if key in template}
    fields = {key: value for key, value in template.items() if key not in others}
    if fields.get("size") is not None:
        fields["size"] = to_string(fields["size"])
    return {**fields, "others": others}
