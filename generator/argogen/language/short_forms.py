"""Native forms of Kubernetes and Argo objects; None if the language has no keys for the object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.language.vocabulary import find_pattern
from argogen.yaml.node_path import NodePath

# Kubernetes truncates longer prefixes of generated names.
_LONGEST_PREFIX = 57
_METADATA = ("namespace", "labels", "annotations")
_KEYS = {"items": "items", "defaultMode": "default_mode", "optional": "optional"}
# The fields of each volume source, beginning with its name, and their keys.
_VOLUMES: Mapping[str, Mapping[str, str]] = {
    "configMap": {"name": "config_map", **_KEYS},
    "secret": {"secretName": "secret", **_KEYS},
    "persistentVolumeClaim": {"claimName": "claim", "readOnly": "read_only"},
}
VOLUME_SOURCES = {kind: next(iter(keys.values())) for kind, keys in _VOLUMES.items()}
"""Kubernetes volume sources with a native form, and the key of each."""

_MODES = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
_CLAIM: Mapping[str, NodePath] = {
    "size": ("spec", "resources", "requests", "storage"),
    "access_modes": ("spec", "accessModes"),
    "storage_class": ("spec", "storageClassName"),
    "volume_mode": ("spec", "volumeMode"),
    "labels": ("metadata", "labels"),
    "annotations": ("metadata", "annotations"),
}
_WHOLE = {"secretRef": "secret", "configMapRef": "config_map"}
_ONE_KEY = {"secretKeyRef": "secret", "configMapKeyRef": "config_map"}


def shorten_volume(source: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the native form of a volume without its name: `{config_map: a}` of `{configMap: {name: a}}`."""
    kind, fields = _find_only(source)
    if kind == "emptyDir":
        return {"empty_dir": fields}
    keys = _VOLUMES.get(kind, {})
    if next(iter(keys), "") not in fields or fields.keys() - keys.keys():
        return None
    return {key: fields[field] for field, key in keys.items() if field in fields}


def find_claim_keys(claim: Mapping[str, Any]) -> dict[str, NodePath] | None:
    """Return the paths in a claim template of the values of its keys; None if it has a field without a key."""
    fields = set(_list_fields(claim, ())) - {("metadata", "name")}
    found = {key: path for key, path in _CLAIM.items() if path in fields}
    if fields != set(found.values()) or not {"size", "access_modes"} <= found.keys():
        return None
    modes = claim["spec"]["accessModes"]
    return found if isinstance(modes, list) and modes and all(mode in _MODES for mode in modes) else None


def _list_fields(value: Any, path: NodePath) -> Iterator[NodePath]:
    """Yield the paths of the fields that are not objects, or have a key."""
    if not isinstance(value, Mapping) or path in _CLAIM.values():
        yield path
        return
    for field, inner in value.items():
        yield from _list_fields(inner, (*path, field))


def shorten_env_source(source: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the native form of an item of `envFrom`: `{secret: a}` of `{secretRef: {name: a}}`."""
    kind = next((kind for kind in _WHOLE if kind in source), "")
    fields = source.get(kind)
    if not isinstance(fields, Mapping) or not {"name"} <= fields.keys() <= {"name", "optional"}:
        return None
    rest = {key: value for key, value in source.items() if key != kind}
    optional = {"optional": fields["optional"]} if "optional" in fields else {}
    return {_WHOLE[kind]: fields["name"], **rest, **optional}


def shorten_variable(source: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the native form of an EnvVarSource: `{secret: a, key: b}` of `{secretKeyRef: {name: a, key: b}}`."""
    kind, fields = _find_only(source)
    if kind == "fieldRef" and fields.keys() == {"fieldPath"}:
        return {"field": fields["fieldPath"]}
    if kind not in _ONE_KEY or not {"name", "key"} <= fields.keys() <= {"name", "key", "optional"}:
        return None
    optional = {"optional": fields["optional"]} if "optional" in fields else {}
    return {_ONE_KEY[kind]: fields["name"], "key": fields["key"], **optional}


def shorten_parameter(source: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the native form of a parameter's ValueFrom: `{event: a}`, `{config_map: a, key: b}`."""
    if source.keys() == {"event"}:
        return dict(source)
    kind, fields = _find_only(source)
    if kind == "configMapKeyRef" and fields.keys() == {"name", "key"}:
        return {"config_map": fields["name"], "key": fields["key"]}
    return None


def shorten_metadata(kind: str, metadata: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the native form of each field of a pipeline's ObjectMeta that has one, by field."""
    found: dict[str, dict[str, Any]] = {}
    field = "generateName" if kind == "Workflow" else "name"
    is_replaced = field == "generateName" and "name" in metadata
    if not is_replaced and (name := _shorten_name(str(metadata.get(field, "")), is_prefix=field == "generateName")):
        found[field] = {"name": name}
    given = (key for key in _METADATA if metadata.get(key) not in (None, {}, ""))
    return {**found, **{key: {key: metadata[key]} for key in given}}


def _shorten_name(name: str, *, is_prefix: bool) -> str:
    """Return the `name` of a pipeline that becomes this name, or this prefix of generated names; else ""."""
    short = name.removesuffix("-") if is_prefix else name
    fits = not is_prefix or (name.endswith("-") and len(short) <= _LONGEST_PREFIX)
    return short if fits and re.search(find_pattern("pipeline_name"), short) else ""


def _find_only(source: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return the only field of an object and its value, if that is an object."""
    kind = next(iter(source), "")
    fields = source.get(kind)
    return (kind, fields) if len(source) == 1 and isinstance(fields, Mapping) else ("", {})
