"""Volumes and mounts: by name, or a volume of its own at the path where it is used."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from argogen.context import Mount, Volume, VolumeClaim
from argogen.language.desugar.volumes import expand_volume
from argogen.language.lower.tag_writer import TagWriter
from argogen.language.model.pipeline import VolumeModel
from argogen.yaml.node_path import NodePath

_MOUNT_KEYS = frozenset({"volume", "sub_path", "sub_path_expr", "read_only", "mount_propagation"})
_KUBERNETES = {
    "name": "volume",
    "mountPath": "path",
    "subPath": "sub_path",
    "subPathExpr": "sub_path_expr",
    "readOnly": "read_only",
    "mountPropagation": "mount_propagation",
}


def build_volumes(volumes: Iterable[VolumeModel], write: TagWriter) -> tuple[Volume, ...]:
    """Return volumes that are declared by name, every reference written out."""
    return tuple(_build_volume(model, write(model.fields)) for model in volumes if not model.is_claim)


def build_claims(volumes: Iterable[VolumeModel], write: TagWriter) -> tuple[VolumeClaim, ...]:
    """Return the claims among volumes, which are made for each workflow."""
    return tuple(_build_claim(model, write(model.fields)) for model in volumes if model.is_claim)


def _build_volume(model: VolumeModel, fields: Mapping[str, Any]) -> Volume:
    return Volume(model.name, **{**fields, "items": tuple(fields["items"])}, origin=model.origin)


def _build_claim(model: VolumeModel, fields: Mapping[str, Any]) -> VolumeClaim:
    modes = tuple(fields.get("access_modes") or ())
    return VolumeClaim(model.name, **{**fields, "access_modes": modes}, origin=model.origin)


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
    model = expand_volume(_name_after(at, taken), source, path)
    volume = _build_volume(model, model.fields)
    return Mount(at, volume.name, **options, origin=path), volume


def _name_after(path: str, taken: frozenset[str]) -> str:
    """Return a free name for a volume, made of the path where it is mounted, within Kubernetes' 63 characters."""
    name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:60].strip("-") or "root"
    numbered = (f"{name}-{number}" for number in itertools.count(2))
    return name if name not in taken else next(other for other in numbered if other not in taken)
