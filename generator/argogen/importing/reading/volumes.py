"""Translate volumes and claims of a workflow or a template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.dialects.collector import TranslationCollector
from argogen.dialects.translation import LocatedValue
from argogen.importing.reading.arguments import Keys
from argogen.importing.reading.nodes import ManifestNode, by_name, items_at
from argogen.language.checks.raw_fields import is_volume
from argogen.language.short_forms import find_claim_keys, shorten_volume


def read_volumes(owner: ManifestNode, collector: TranslationCollector) -> tuple[Keys, Keys]:
    """Translate volumes to a mapping by name, or to the raw field `volumes` if one cannot be expressed.

    The language has no keys for some volumes, and no names with template tags.
    """
    if owner.value.get("volumes") is None:
        return {}, {}
    volumes = by_name(items_at(owner, "volumes"), "volume", collector)
    _check_sources(volumes, collector)
    written = {name: LocatedValue(node.origin, _shorten(node)) for name, node in volumes.items()}
    if all(_is_expressible(name, node.value) for name, node in volumes.items()):
        return written, {}
    return {}, {"volumes": LocatedValue(owner.origin.at("volumes"), owner.value["volumes"])}


def _check_sources(volumes: Mapping[str, ManifestNode], collector: TranslationCollector) -> None:
    """Report volumes without a source, for which Kubernetes creates an empty directory: programs write such volumes."""
    for name, volume in volumes.items():
        if volume.value.keys() == {"name"}:
            message = f"volume '{name}' has no source: Kubernetes creates an empty directory"
            collector.warning(volume.origin, "invalid-volume", message, "add 'emptyDir: {}'")


def _is_expressible(name: str, volume: Mapping[str, Any]) -> bool:
    return "{{" not in name and is_volume(volume)


def _shorten(volume: ManifestNode) -> Mapping[str, Any]:
    return shorten_volume(volume.sources()) or volume.without("name")


def read_claims(spec: ManifestNode, taken: Keys, collector: TranslationCollector) -> tuple[Keys, Keys]:
    """Translate the claim templates of a workflow to a mapping by name, or to a raw field; `taken` are its volumes."""
    found: Keys = {}
    for claim in items_at(spec, "volumeClaimTemplates"):
        name = claim.at("metadata", "name")
        if name is None:
            collector.error(
                claim.origin, "missing-name", "volume claim template has no name", "add 'metadata: {name: …}'"
            )
        elif name.value in taken or name.value in found:
            message = f"duplicate volume name '{name.value}'"
            collector.error(name.origin, "duplicate-name", message, "rename one of the volumes")
        else:
            found[name.value] = LocatedValue(
                claim.origin, {"claim_template": LocatedValue(claim.origin, _read_claim(claim))}
            )
    if any("{{" in name for name in found):
        field = "volumeClaimTemplates"
        return {}, {field: LocatedValue(spec.origin.at(field), spec.value[field])}
    return found, {}


def _read_claim(claim: ManifestNode) -> Mapping[str, Any]:
    if short := find_claim_keys(claim.value):
        return {key: node.located for key, path in short.items() if (node := claim.at(*map(str, path)))}
    metadata = claim.at("metadata")
    rest = metadata.without("name") if metadata is not None else {}
    whole = {**claim.without("metadata"), "spec": (claim.at("spec") or claim._replace(value={})).located}
    return {**whole, **({"metadata": LocatedValue(claim.origin.at("metadata"), rest)} if rest else {})}
