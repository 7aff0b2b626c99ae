"""Expand labels and annotations: those of the pipeline are added to those of `metadata`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.language.collector import DiagnosticCollector
from argogen.late import import_late
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

if TYPE_CHECKING:
    from argogen.language import short_forms
    from argogen.language.validation import value_descriptions
else:
    short_forms = import_late("argogen.language.short_forms")
    value_descriptions = import_late("argogen.language.validation.value_descriptions")

_EMPTY: Mapping[str, Any] = {}
_DESCRIPTION = "workflows.argoproj.io/description"


def join_labels(data: Mapping[str, Any], collector: DiagnosticCollector) -> Mapping[str, str] | None:
    """Return the labels; duplicates are reported."""
    added, paths = _list_added("labels", data)
    return _join("labels", data, added, paths, collector)


def join_annotations(data: Mapping[str, Any], collector: DiagnosticCollector) -> Mapping[str, str] | None:
    """Return the annotations, including the description; duplicates are reported."""
    added, paths = _list_added("annotations", data)
    if "description" in data:
        if _DESCRIPTION in (data.get("annotations") or _EMPTY):
            message, hint = f"description is also set in annotation '{_DESCRIPTION}'", "remove one of them"
            collector.error("conflicting-settings", message, ("description",), hint, key=True)
        added = {_DESCRIPTION: data["description"], **added}
        paths.setdefault(_DESCRIPTION, ("description",))
    return _join("annotations", data, added, paths, collector)


def _list_added(key: str, data: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, NodePath]]:
    """Return the entries in the key of the pipeline, and their paths."""
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
            message = f"'{name}' is also set in 'metadata.{key}'"
            collector.error("conflicting-settings", message, paths[name], "remove one of them", key=True)
    return {**{name: to_string(value) for name, value in own.items()}, **added} or None


def check_metadata(data: Mapping[str, Any], kind: str, collector: DiagnosticCollector) -> None:
    """Report `metadata` whose fields all have keys of the language, and a duplicate name."""
    metadata = data.get("metadata")
    if not metadata:
        return
    field = next((field for field in ("name", "generateName") if field in metadata), "")
    if field and "name" in data and (kind == "Workflow" or field == "name"):
        message, path = f"'metadata.{field}' conflicts with 'name'", ("metadata", field)
        collector.error("conflicting-settings", message, path, "remove one of them", key=True)
        return
    short = short_forms.shorten_metadata(kind, metadata)
    found = {key: value for keys in short.values() for key, value in keys.items()}
    if short.keys() == metadata.keys() and ("name" in found or "name" in data):
        hint = value_descriptions.show_line(found)
        collector.error("native-form", "'metadata' has a native form", ("metadata",), hint, key=True)
