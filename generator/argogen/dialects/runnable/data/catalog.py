"""The catalog: files that tasks store and retrieve.

Each run has a directory: on a volume mounted into every container, or in an artifact store, where all files are stored
under one key.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from typing import Any

from argogen.argo.artifact_stores import ARTIFACT_STORES
from argogen.dialects.collector import TranslationCollector
from argogen.dialects.runnable.graph.graph import GraphNode
from argogen.dialects.runnable.names import write_name
from argogen.dialects.runnable.settings.parameters import RUN_ID
from argogen.dialects.translation import LocatedValue, SourceLocation
from argogen.records import EMPTY, Record

# Stores that support several files under one key.
_STORES = ("s3", "gcs", "oss", "azure")
_IN, _OUT = "/tmp/catalog", "/tmp/outputs/catalog"  # noqa: S108 (directories in a separate container)
_OF_RUN = f"{{{{parameters.{RUN_ID}}}}}"
_DEFAULT_LOCATION = ".catalog"

# Directories, and patterns of files.
Files = Mapping[str, list[str]]


class Catalog(Record):
    """The location of files: a directory of a volume, or a store; without either, `unsupported` is the reason."""

    origin: SourceLocation
    volume: str = ""
    folder: str = ""
    store: str = ""
    fields: Mapping[str, Any] = EMPTY
    unsupported: str = ""

    def list_files(self, node: GraphNode, collector: TranslationCollector) -> tuple[Files, Files]:
        """Return the files that a task gets and puts, by directory in its container; add a note if unsupported."""
        named = node.data.get("catalog") or {}
        get, put = named.get("get") or [], named.get("put") or []
        if self.unsupported and (get or put):
            hint = "use a 'catalog_location' on a persistent volume, or a catalog of type s3, gcs, oss or azure"
            message = f"files of the catalog are not kept after a task: {self.unsupported}"
            collector.note(self.origin, "untranslated-setting", message, hint, key=True)
            return {}, {}
        executed = find_executed(node)
        if executed and not executed.startswith("/") and not self.unsupported:
            put = [*put, executed]
        return {_IN: get} if get else {}, {_IN if self.volume else _OUT: put} if put else {}

    def write(self, get: Files, put: Files) -> dict[str, Any]:
        """Return the keys of a task that provide these directories."""
        if not get and not put:
            return {}
        if self.volume:
            return {"mounts": {_IN: LocatedValue(self.origin, self._mount())}}
        artifacts = {"in": {"catalog": {"path": _IN, **self._place()}}} if get else {}
        kept = {"out": {"catalog": {"path": _OUT, **self._place(), "archive": {"none": {}}}}} if put else {}
        return {"artifacts": LocatedValue(self.origin, {**artifacts, **kept})}

    def _mount(self) -> dict[str, str]:
        return {"volume": self.volume, "sub_path": posixpath.join(self.folder, _OF_RUN)}

    def _place(self) -> dict[str, Any]:
        key = ARTIFACT_STORES[self.store]
        return {self.store: {**self.fields, key: posixpath.join(self.fields.get(key) or "catalog", _OF_RUN)}}


def read_catalog(
    service: Mapping[str, Any] | None, origin: SourceLocation, mounts: Iterable[Mapping[str, str]]
) -> Catalog:
    """Return the catalog of a configuration; `mounts` are the volumes mounted into every container."""
    kind, config = (service or {}).get("type", "do-nothing"), (service or {}).get("config") or {}
    if kind in _STORES:
        return Catalog(origin, store=kind, fields=config)
    if kind == "do-nothing":
        return Catalog(origin, unsupported="no catalog is configured")
    location = posixpath.join(config.get("mount_path") or "", config.get("catalog_location") or _DEFAULT_LOCATION)
    for mount in mounts:
        folder = posixpath.relpath(location, mount["mount_path"])
        if not folder.startswith("..") and location.startswith("/"):
            return Catalog(origin, write_name(mount["name"]), "" if folder == "." else folder)
    return Catalog(origin, unsupported=f"'{location}' is not on a volume")


def find_executed(node: GraphNode) -> str:
    """Return the path of an executed notebook; it is put into the catalog, as in runnable."""
    if node.data.get("command_type") != "notebook":
        return ""
    return node.data.get("notebook_output_path") or f"{node.data['command'].removesuffix('.ipynb')}_out.ipynb"


def list_mounts(service: Mapping[str, Any] | None) -> list[Mapping[str, str]]:
    """Return the volume of a catalog, in the format of persistent_volumes."""
    config = (service or {}).get("config") or {}
    if (service or {}).get("type") != "k8s-pvc" or not config.keys() >= {"persistent_volume_name", "mount_path"}:
        return []
    return [{"name": config["persistent_volume_name"], "mount_path": config["mount_path"]}]
