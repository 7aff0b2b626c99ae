"""The store of artifacts of a run: a directory, in which the locations of all repositories are paths."""

from __future__ import annotations

import os
import shutil
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from argogen.executors.storage.archives import pack_tar, pack_zip, unpack

_KINDS: Mapping[str, tuple[str, str]] = {
    "s3": ("bucket", "key"), "gcs": ("bucket", "key"), "oss": ("bucket", "key"), "azure": ("container", "blob"),
    "hdfs": ("", "path"), "artifactory": ("", "url"), "http": ("", "url"), "git": ("", "repo"),
}  # fmt: skip
REPOSITORY = "s3"
"""The kind of the default repository."""


class StoreError(Exception):
    """An artifact that cannot be loaded or saved; the message is the reason."""


class Store:
    """The artifacts below a directory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def locate(self, location: Mapping[str, Any]) -> Path:
        """Return the path of an artifact. Raises StoreError."""
        for kind, (bucket, key) in _KINDS.items():
            if isinstance(location.get(kind), Mapping):
                place = location[kind]
                parts = str(place.get(key) or "").replace("://", "/").lstrip("/")
                return self._join(kind, str(place.get(bucket) or "-") if bucket else "-", parts)
        raise StoreError("the artifact has no location")

    def _join(self, kind: str, bucket: str, key: str) -> Path:
        path = os.path.normpath(os.path.join(bucket, key))  # noqa: PTH118
        if path.startswith(("..", "/")) or not key:
            raise StoreError(f"invalid bucket or key of an artifact: '{bucket}', '{key}'")
        return self._folder / kind / path

    def _check(self, path: Path, artifact: Mapping[str, Any]) -> None:
        """Raise StoreError for a resolved path to which a link in an artifact leads, out of the store."""
        if not path.is_relative_to(self._folder.resolve()):
            raise StoreError(f"the key of artifact {artifact.get('name')} leads out of the store by a link")

    def _make_room(self, artifact: Mapping[str, Any]) -> Path:
        """Return the path of an artifact, at which nothing exists. Raises StoreError."""
        target = self.locate(artifact)
        self._check(target.parent.resolve(), artifact)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
        return target

    def load(self, artifact: Mapping[str, Any], target: Path) -> bool:
        """Put an artifact at a path; return False if it is optional and absent. Raises StoreError, ArchiveError."""
        raw = artifact.get("raw")
        if isinstance(raw, Mapping):
            target.write_text(str(raw.get("data") or ""), "utf-8")
            _set_mode(target, artifact)
            return True
        source = self.locate(artifact)
        self._check(source.resolve(), artifact)
        if not source.exists():
            if artifact.get("optional"):
                return False
            raise StoreError(f"artifact {artifact.get('name')} failed to load: The specified key does not exist.")
        unpack(source, target, artifact.get("archive") or {})
        _set_mode(target, artifact)
        return True

    def save(self, artifact: Mapping[str, Any], source: Path, prefix: str) -> dict[str, Any]:
        """Archive a file or directory, and return its location. Raises StoreError."""
        strategy = artifact.get("archive") or {"tar": {}}
        name, original = str(artifact.get("name")), Path(str(artifact.get("path"))).name
        file = original if "none" in strategy else f"{name}.{'zip' if 'zip' in strategy else 'tgz'}"
        location = _find_location(artifact) or {REPOSITORY: {"key": f"{prefix}/{file}"}}
        target = self._make_room(location)
        if "none" in strategy:
            _copy_objects(source, target)
        elif "zip" in strategy:
            pack_zip(source, str(artifact.get("path")), target)
        else:
            pack_tar(source, original, target, strategy.get("tar") or {})
        return location

    def put(self, artifact: Mapping[str, Any], source: Path) -> None:
        """Copy a file or directory to the location of an artifact; a file may be the archive. Raises StoreError."""
        target, strategy = self._make_room(artifact), artifact.get("archive") or {}
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True)
        elif "zip" in strategy and not zipfile.is_zipfile(source):
            pack_zip(source, source.name, target)
        elif "tar" in strategy and not tarfile.is_tarfile(source):
            pack_tar(source, source.name, target, strategy["tar"] or {})
        else:
            shutil.copyfile(source, target)

    def list_keys(self, artifact: Mapping[str, Any]) -> Iterator[str]:
        """Yield the keys of the files below a location, as Argo lists them. Raises StoreError."""
        folder = self.locate(artifact)
        self._check(folder.resolve(), artifact)
        prefix = next(str(artifact[kind].get(key) or "") for kind, (_, key) in _KINDS.items() if kind in artifact)
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file():
                yield os.path.join(prefix, str(path.relative_to(folder)))  # noqa: PTH118


def _copy_objects(source: Path, target: Path) -> None:
    """Copy a file or directory as a bucket keeps it: only files, which lose their modes, and no links to them.

    Links may also lead out of the container.
    """
    files = source.rglob("*") if source.is_dir() else [source]
    for file in files:
        if file.is_file() and (file is source or not file.is_symlink()):
            copy = target / file.relative_to(source)
            copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
            copy.chmod(0o600)


def _find_location(artifact: Mapping[str, Any]) -> dict[str, Any] | None:
    for kind, (_, key) in _KINDS.items():
        if isinstance(artifact.get(kind), Mapping) and artifact[kind].get(key):
            return {kind: artifact[kind]}
    return None


def has_location(artifact: Mapping[str, Any]) -> bool:
    """Return whether an artifact can be loaded."""
    return isinstance(artifact.get("raw"), Mapping) or _find_location(artifact) is not None


def _set_mode(path: Path, artifact: Mapping[str, Any]) -> None:
    mode = artifact.get("mode")
    if mode is None or path.is_symlink():
        return
    path.chmod(int(mode))
    for each in path.rglob("*") if artifact.get("recurseMode") and path.is_dir() else ():
        if not each.is_symlink():
            each.chmod(int(mode))
