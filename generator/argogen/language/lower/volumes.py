"""Build volumes and mounts; a mount refers to a volume by name or declares it inline."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from argogen.context import Mount, Volume, VolumeClaim
from argogen.language.desugar.volumes import expand_volume
from argogen.language.lower.tag_writer import TagWriter
from argogen.language.model.pipeline import VolumeModel
from argogen.yaml.node_path import NodePath

_MOUNT_KEYS = frozenset({"volume", "sub_path", "sub_path_expr", "read_only", "mount_propagation"})
_LONGEST_NAME = 63  # of volumes, in Kubernetes
_KUBERNETES = {
    "name": "volume",
    "mountPath": "path",
    "subPath": "sub_path",
    "subPathExpr": "sub_path_expr",
    "readOnly": "read_only",
    "mountPropagation": "mount_propagation",
}


def build_volumes(volumes: Iterable[VolumeModel], write: TagWriter) -> tuple[Volume, ...]:
    """Return declared volumes with resolved references."""
    return tuple(_build_volume(model, write(model.fields)) for model in volumes if not model.is_claim)


def build_claims(volumes: Iterable[VolumeModel], write: TagWriter) -> tuple[VolumeClaim, ...]:
    """Return the claims among volumes, which Argo creates for each workflow."""
    return tuple(_build_claim(model, write(model.fields)) for model in volumes if model.is_claim)


def _build_volume(model: VolumeModel, fields: Mapping[str, Any]) -> Volume:
    return Volume(model.name, **{**fields, "items": tuple(fields["items"])}, origin=model.origin)


def _build_claim(model: VolumeModel, fields: Mapping[str, Any]) -> VolumeClaim:
    modes = tuple(fields.get("access_modes") or ())
    return VolumeClaim(model.name, **{**fields, "access_modes": modes}, origin=model.origin)


def build_mounts(
    own: list[Any], settings: Mapping[str, Any], declared: frozenset[str], write: Callable[[Any], Any], path: NodePath
) -> tuple[tuple[Mount, ...], tuple[Volume, ...]]:
    """Return the mounts of a container, first the mounts of the body, and the volumes that mounts declare inline.

    The names of inline volumes are unique, and differ from the `declared` volumes, which they would hide.
    """
    mounts = [_own_mount(write(mount), path) for mount in own]
    taken = {mount.path for mount in mounts}
    volumes: list[Volume] = []
    names = _FreeNames(declared)
    for at, value in settings.items():
        if at not in taken:
            mount, volume = _mount(at, write(value), names, (*path, "mounts", at))
            mounts.append(mount)
            volumes.extend([volume] if volume else [])
    return tuple(mounts), tuple(volumes)


def _own_mount(data: Mapping[str, Any], path: NodePath) -> Mount:
    named = {_KUBERNETES[key]: value for key, value in data.items() if key in _KUBERNETES}
    others = {key: value for key, value in data.items() if key not in _KUBERNETES}
    return Mount(**{"path": "", "volume": "", **named}, others=others, origin=path)


def _mount(at: str, value: Mapping[str, Any], names: _FreeNames, path: NodePath) -> tuple[Mount, Volume | None]:
    options = {key: item for key, item in value.items() if key in _MOUNT_KEYS and key != "volume"}
    if "volume" in value:
        return Mount(at, value["volume"], **options, origin=path), None
    source = {key: item for key, item in value.items() if key not in _MOUNT_KEYS}
    model = expand_volume(names.take(_name_after(at)), source, path)
    volume = _build_volume(model, model.fields)
    return Mount(at, volume.name, **options, origin=path), volume


def _name_after(path: str) -> str:
    """Return a name for a volume, derived from its mount path, which leaves place for a number."""
    return re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[: _LONGEST_NAME - 3].strip("-") or "root"


class _FreeNames:
    """Generates unique names that differ from declared names."""

    def __init__(self, declared: frozenset[str]) -> None:
        self._declared = declared
        self._taken: set[str] = set()
        self._numbers: dict[str, Iterator[int]] = {}

    def take(self, wanted: str) -> str:
        """Return the name, with a number if it is taken, and reserve it."""
        name = wanted
        while name in self._declared or name in self._taken:
            number = f"-{next(self._numbers.setdefault(wanted, itertools.count(2)))}"
            name = wanted[: _LONGEST_NAME - len(number)] + number
        self._taken.add(name)
        return name
