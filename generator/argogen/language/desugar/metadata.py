"""Labels and annotations of the document: those of the pipeline are added to those of `metadata`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.language.collector import DiagnosticCollector
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

_EMPTY: Mapping[str, Any] = {}
_DESCRIPTION = "workflows.argoproj.io/description"


def join_labels(data: Mapping[str, Any], collector: DiagnosticCollector) -> Mapping[str, str] | None:
    """Return the labels; the same one in both places is an error."""
    added, paths = _list_added("labels", data)
    return _join("labels", data, added, paths, collector)


def join_annotations(data: Mapping[str, Any], collector: DiagnosticCollector) -> Mapping[str, str] | None:
    """Return the annotations, among which is the description."""
    added, paths = _list_added("annotations", data)
    if "description" in data:
        if _DESCRIPTION in (data.get("annotations") or _EMPTY):
            collector.error("set-twice", "the description is given twice", ("description",), key=True)
        added = {_DESCRIPTION: data["description"], **added}
        paths.setdefault(_DESCRIPTION, ("description",))
    return _join("annotations", data, added, paths, collector)


def _list_added(key: str, data: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, NodePath]]:
    """Return what the pipeline itself says, and where it stands."""
    added = {name: to_string(value) for name, value in (data.get(key) or _EMPTY).items() if value is not None}
    return added, {name: (key, name) for name in added}


def _join(
    key: str,
    data: Mapping[str, Any],
    added: Mapping[str, str],
    paths: Mapping[str, NodePath],
    collector: DiagnosticCollector,
) -> Mapping[str, str] | None:
    own = (data.get("metadata") or _EMPTY).get(key) or _EMPTY
    for name in added:
        if name in own:
            message = f"'{name}' stands in metadata.{key} too"
            collector.error("set-twice", message, paths[name], "keep one of them", key=True)
    return {**{name: to_string(value) for name, value in own.items()}, **added} or None
