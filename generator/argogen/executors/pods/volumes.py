"""The directories of volumes on this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from argogen.executors.pods.errors import PodError
from argogen.executors.pods.fields import read_field, read_resource
from argogen.executors.pods.objects import CONFIG_MAP, SECRET, Objects
from argogen.executors.pods.pod import Pod
from argogen.records import Record

_MODE = 0o644
_OBJECTS = {"configMap": (CONFIG_MAP, "name"), "secret": (SECRET, "secretName")}
Data = Mapping[str, Any]


class File(Record):
    """A file of a volume."""

    path: str
    data: bytes
    mode: int


class VolumeMount(Record):
    """A directory or file of the host that a container sees at a path."""

    source: Path
    path: str
    read_only: bool = False


class Volumes:
    """The volumes of one pod below a directory; `claims` is the directory of the claims of the run."""

    def __init__(self, pod: Pod, folder: Path, claims: Path, objects: Objects, *, allows_host_paths: bool) -> None:
        self._pod, self._folder, self._claims, self._objects = pod, folder, claims, objects
        self._allows_host_paths = allows_host_paths
        self._volumes = {str(each.get("name")): each for each in pod.volumes}
        self._made: dict[str, Path] = {}

    def list_mounts(self, container: Data) -> list[VolumeMount]:
        """Return the mounts of a container, whose volumes are made at their first use. Raises PodError."""
        return [self._mount(each) for each in container.get("volumeMounts") or ()]

    def _mount(self, mount: Data) -> VolumeMount:
        name = str(mount.get("name"))
        if name not in self._volumes:
            raise PodError(f'volume "{name}" of a volume mount does not exist')
        source = self._made.get(name) or self._make(name)
        self._made[name] = source
        below = str(mount.get("subPath") or "")
        if below:
            volume, source = source, _join(source, below)
            if not source.resolve().is_relative_to(volume.resolve()):
                raise PodError(f'subPath "{below}" leads out of volume "{name}"')
            if not source.exists():
                source.mkdir(parents=True, exist_ok=True)  # another pod may make it meanwhile
        is_read_only = bool(mount.get("readOnly")) or any(key in self._volumes[name] for key in _READ_ONLY)
        return VolumeMount(source, os.path.normpath(str(mount.get("mountPath") or "/")), is_read_only)

    def _make(self, name: str) -> Path:
        volume = self._volumes[name]
        for kind, make in _KINDS.items():
            if volume.get(kind) is not None:
                return make(self, name, volume[kind])
        kinds = ", ".join(sorted(set(volume) - {"name"})) or "no source"
        raise PodError(f'volume "{name}" ({kinds}) is not supported on this machine')

    def _make_empty(self, name: str, _: Data) -> Path:
        folder = self._folder / name
        folder.mkdir(parents=True)
        folder.chmod(0o777)
        return folder

    def _make_claim(self, _: str, source: Data) -> Path:
        name = str(source.get("claimName") or "")
        folder = _join(self._claims, name)
        if folder.resolve() != _join(self._claims.resolve(), name):  # by a link on another claim
            raise PodError(f'claim "{name}" leads out of the claims of the run')
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)  # another pod may make it meanwhile
            folder.chmod(0o777)  # containers have several users
        return folder

    def _make_host_path(self, name: str, source: Data) -> Path:
        if not self._allows_host_paths:
            raise PodError(f'volume "{name}" is a directory of the host: allow it with --allow-host-path')
        return Path(str(source.get("path")))

    def _make_files(self, name: str, files: Iterator[File]) -> Path:
        folder = self._folder / name
        folder.mkdir(parents=True)
        for file in files:
            target = _join(folder, file.path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.data)
            target.chmod(file.mode)
        return folder

    def _list_object(self, kind: str, source: Data, mode: int) -> Iterator[File]:
        field = "name" if "name" in source else _OBJECTS[kind][1]
        name, optional = str(source.get(field) or ""), bool(source.get("optional"))
        found = self._objects.find(_OBJECTS[kind][0], name)
        if found is None:
            if optional:
                return
            raise PodError(f'{_OBJECTS[kind][0].lower()} "{name}" not found')
        if not source.get("items"):
            yield from (File(key, data, mode) for key, data in found.items())
        for item in source.get("items") or ():
            if item["key"] in found:
                yield File(item["path"], found[item["key"]], int(item.get("mode") or mode))
            elif not optional:
                raise PodError(f"references non-existent {kind.lower()} key: {item['key']}")

    def _list_fields(self, source: Data, mode: int) -> Iterator[File]:
        for item in source.get("items") or ():
            reference = item.get("fieldRef")
            if reference:
                value = read_field(self._pod, reference)
            else:
                value = read_resource(self._pod.main[0], item.get("resourceFieldRef") or {})
            yield File(item["path"], value.encode(), int(item.get("mode") or mode))

    def _list_projected(self, source: Data) -> Iterator[File]:
        mode = int(source.get("defaultMode") or _MODE)
        for each in source.get("sources") or ():
            for kind in _OBJECTS:
                if each.get(kind) is not None:
                    yield from self._list_object(kind, each[kind], mode)
            if each.get("downwardAPI") is not None:
                yield from self._list_fields(each["downwardAPI"], mode)
            if each.get("serviceAccountToken") is not None:
                raise PodError("a token of a service account does not exist on this machine")


def _make_object(kind: str) -> Callable[[Volumes, str, Data], Path]:
    def make(volumes: Volumes, name: str, source: Data) -> Path:
        mode = int(source.get("defaultMode") or _MODE)
        return volumes._make_files(name, volumes._list_object(kind, source, mode))

    return make


def _make_fields(volumes: Volumes, name: str, source: Data) -> Path:
    return volumes._make_files(name, volumes._list_fields(source, int(source.get("defaultMode") or _MODE)))


def _make_projected(volumes: Volumes, name: str, source: Data) -> Path:
    return volumes._make_files(name, volumes._list_projected(source))


_KINDS: Mapping[str, Callable[[Volumes, str, Data], Path]] = {
    "emptyDir": Volumes._make_empty, "persistentVolumeClaim": Volumes._make_claim,
    "hostPath": Volumes._make_host_path, "configMap": _make_object("configMap"), "secret": _make_object("secret"),
    "downwardAPI": _make_fields, "projected": _make_projected,
}  # fmt: skip
_READ_ONLY = frozenset(("configMap", "secret", "downwardAPI", "projected"))


def _join(folder: Path, below: str) -> Path:
    """Return a path below a directory. Raises PodError if it leaves it."""
    path = os.path.normpath(below)
    if path.startswith(("/", "..")):
        raise PodError(f'"{below}" must be a relative path without ".."')
    return folder / path
