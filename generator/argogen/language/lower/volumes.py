"""Volumes and mounts: by name, or a volume of its own at the path where it is used."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from typing import Any

from argogen.context import Mount, Volume, VolumeClaim
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

_MOUNT_KEYS = frozenset({"volume", "sub_path", "sub_path_expr", "read_only", "mount_propagation"})
_VOLUME_KEYS = ("claim", "config_map", "empty_dir", "default_mode", "optional", "read_only")
_CLAIM_FIELDS = ("apiVersion", "kind", "status")
_KUBERNETES = {
    "name": "volume",
    "mountPath": "path",
    "subPath": "sub_path",
    "subPathExpr": "sub_path_expr",
    "readOnly": "read_only",
    "mountPropagation": "mount_propagation",
}


def build_volume(name: str, data: Mapping[str, Any], path: NodePath) -> Volume:
    """Return a volume as the pipeline writes it: one of argogen's short sources, or Kubernetes' own."""
    short = {key: data[key] for key in _VOLUME_KEYS if key in data}
    if "empty_dir" in short:
        short["empty_dir"] = short["empty_dir"] or {}
    if isinstance(data.get("secret"), str):
        short["secret"] = data["secret"]
    others = {key: value for key, value in data.items() if key not in short and key != "items"}
    return Volume(name, **short, items=tuple(data.get("items") or ()), source=others, origin=path)


def build_claim(name: str, data: Mapping[str, Any], path: NodePath) -> VolumeClaim:
    """Return a claim that is made for each workflow."""
    template = dict(data["claim_template"])
    size, modes = template.pop("size", None), tuple(template.pop("access_modes", ()))
    others = {key: template.pop(key) for key in _CLAIM_FIELDS if key in template}
    return VolumeClaim(name, None if size is None else to_string(size), modes, **template, others=others, origin=path)


def build_mounts(
    own: list[Any], settings: Mapping[str, Any], declared: frozenset[str], write: Callable[[Any], Any], path: NodePath
) -> tuple[tuple[Mount, ...], tuple[Volume, ...]]:
    """Return the mounts of a container, the body's own first, and the volumes that are declared where they are mounted.

    Their names differ from each other's and from the `declared` ones, which would not be seen behind them.
    """
    mounts = [_own_mount(write(mount), path) for mount in own]
    taken = {mount.path for mount in mounts}
    volumes: list[Volume] = []
    for at, value in settings.items():
        if at not in taken:
            names = declared.union(volume.name for volume in volumes)
            mount, volume = _mount(at, write(value), names, (*path, "mounts", at))
            mounts.append(mount)
            volumes.extend([volume] if volume else [])
    return tuple(mounts), tuple(volumes)


def _own_mount(data: Mapping[str, Any], path: NodePath) -> Mount:
    named = {_KUBERNETES[key]: value for key, value in data.items() if key in _KUBERNETES}
    others = {key: value for key, value in data.items() if key not in _KUBERNETES}
    return Mount(**{"path": "", "volume": "", **named}, others=others, origin=path)


def _mount(at: str, value: Mapping[str, Any], taken: frozenset[str], path: NodePath) -> tuple[Mount, Volume | None]:
    options = {key: item for key, item in value.items() if key in _MOUNT_KEYS and key != "volume"}
    if "volume" in value:
        return Mount(at, value["volume"], **options, origin=path), None
    source = {key: item for key, item in value.items() if key not in _MOUNT_KEYS}
    volume = build_volume(_name_after(at, taken), source, path)
    return Mount(at, volume.name, **options, origin=path), volume


def _name_after(path: str, taken: frozenset[str]) -> str:
    """Return a free name for a volume, made of the path where it is mounted, within Kubernetes' 63 characters."""
    name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:60].strip("-") or "root"
    numbered = (f"{name}-{number}" for number in itertools.count(2))
    return name if name not in taken else next(other for other in numbered if other not in taken)
