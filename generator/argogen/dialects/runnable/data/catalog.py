"""The catalog: files that tasks put into it, and get from it.

It is a folder of the run's own: on a volume that is mounted into every container, or in an artifact store, where what
tasks put comes together under one key.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from argogen.argo.artifact_stores import ARTIFACT_STORES
from argogen.dialects.collector import TranslationCollector
from argogen.dialects.runnable.graph.graph import GraphNode
from argogen.dialects.runnable.names import write_name
from argogen.dialects.runnable.settings.parameters import RUN_ID
from argogen.dialects.translation import LocatedValue, SourceLocation

# Stores that keep many files under one key.
_STORES = ("s3", "gcs", "oss", "azure")
_IN, _OUT = "/tmp/catalog", "/tmp/outputs/catalog"  # noqa: S108 (folders in a container of its own)
_OF_RUN = f"{{{{parameters.{RUN_ID}}}}}"
_DEFAULT_LOCATION = ".catalog"

# Folders, and patterns of files.
Files = Mapping[str, list[str]]


@dataclass(frozen=True, eq=False)
class Catalog:
    """Where files are kept: in a folder of a volume, or in a store; `why_not` is the reason for keeping none."""

    origin: SourceLocation
    volume: str = ""
    folder: str = ""
    store: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    why_not: str = ""

    def list_files(self, node: GraphNode, collector: TranslationCollector) -> tuple[Files, Files]:
        """What a task gets and puts, by folders in its container that are the catalog's; with a note, nothing."""
        named = node.data.get("catalog") or {}
        get, put = named.get("get") or [], named.get("put") or []
        if self.why_not and (get or put):
            hint = "have its catalog_location on a persistent volume, or choose a catalog of type s3, gcs, oss or azure"
            message = f"files of the catalog stay in the pods of their tasks: {self.why_not}"
            collector.note(self.origin, "left-out", message, hint, key=True)
            return {}, {}
        executed = find_executed(node)
        if executed and not executed.startswith("/") and not self.why_not:
            put = [*put, executed]
        return {_IN: get} if get else {}, {_IN if self.volume else _OUT: put} if put else {}

    def write(self, get: Files, put: Files) -> dict[str, Any]:
        """Return the keys by which a task has those folders."""
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
    """The catalog that a configuration chooses; `mounts` are the volumes that are mounted into every container."""
    kind, config = (service or {}).get("type", "do-nothing"), (service or {}).get("config") or {}
    if kind in _STORES:
        return Catalog(origin, store=kind, fields=config)
    if kind == "do-nothing":
        return Catalog(origin, why_not="the configuration chooses no other catalog")
    location = posixpath.join(config.get("mount_path") or "", config.get("catalog_location") or _DEFAULT_LOCATION)
    for mount in mounts:
        folder = posixpath.relpath(location, mount["mount_path"])
        if not folder.startswith("..") and location.startswith("/"):
            return Catalog(origin, write_name(mount["name"]), "" if folder == "." else folder)
    return Catalog(origin, why_not=f"'{location}' is on no volume")


def find_executed(node: GraphNode) -> str:
    """Return where an executed notebook goes; it is put into the catalog, as runnable does."""
    if node.data.get("command_type") != "notebook":
        return ""
    return node.data.get("notebook_output_path") or f"{node.data['command'].removesuffix('.ipynb')}_out.ipynb"


def list_mounts(service: Mapping[str, Any] | None) -> list[Mapping[str, str]]:
    """Return the volume that a catalog brings along, as one of persistent_volumes."""
    config = (service or {}).get("config") or {}
    if (service or {}).get("type") != "k8s-pvc" or not config.keys() >= {"persistent_volume_name", "mount_path"}:
        return []
    return [{"name": config["persistent_volume_name"], "mount_path": config["mount_path"]}]
