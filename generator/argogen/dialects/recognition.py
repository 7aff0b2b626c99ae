"""Recognize documents: pipelines, documents of other dialects, and Argo manifests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.structure import KINDS
from argogen.language.vocabulary import bodies, body_of
from argogen.schemas import read_schema
from argogen.suggestions import find_nearest
from argogen.yaml.node_path import NodePath

MANIFEST_HINT = "an Argo manifest has an apiVersion of argoproj.io and a kind such as Workflow"


def is_pipeline(data: object) -> bool:
    """Return whether a document found in a directory is a pipeline rather than unrelated YAML."""
    if is_runnable(data):
        return True
    if not isinstance(data, dict) or "apiVersion" in data:
        return False
    if "name" not in data and "metadata" not in data:
        return False
    return body_of(data) is not None or "components" in data or _is_misspelled(data)


def _is_misspelled(data: Mapping[str, Any]) -> bool:
    """Return whether the only unknown key of a document resembles a body such as `steps`."""
    unknown = [key for key in data if key not in read_schema("pipeline")["properties"]]
    return len(unknown) == 1 and bool(find_nearest(unknown[0], bodies()))


def is_runnable(data: Any) -> bool:
    """Return whether a document is a runnable pipeline."""
    dag = data.get("dag") if isinstance(data, dict) else None
    return isinstance(dag, dict) and bool({"start_at", "steps"} & dag.keys()) and "name" not in data


def find_manifests(data: Any) -> list[NodePath]:
    """Return the paths of Argo manifests: the document itself, or items of a list as printed by kubectl."""
    if is_manifest(data):
        return [()]
    items = data.get("items") if isinstance(data, dict) and data.get("kind") == "List" else None
    return [("items", index) for index, item in enumerate(items or ()) if is_manifest(item)]


def is_manifest(data: Any) -> bool:
    """Return whether a document is an Argo manifest, also one with the wrong case of `apiVersion`."""
    if not isinstance(data, dict) or data.get("kind") not in KINDS:
        return False
    key = "apiVersion" if "apiVersion" in data else next((key for key in data if _is_version_key(key)), "")
    return str(data.get(key, "")).startswith("argoproj.io/")


def _is_version_key(key: Any) -> bool:
    return str(key).casefold() == "apiversion"
