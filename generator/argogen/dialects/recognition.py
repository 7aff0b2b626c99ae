"""Recognize documents: pipelines, those of another dialect, and Argo's manifests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from argogen.argo.structure import KINDS
from argogen.language.vocabulary import bodies, body_of, foreign_keys
from argogen.schemas import read_schema
from argogen.suggestions import find_nearest
from argogen.yaml.node_path import NodePath

MANIFEST_HINT = "a manifest has an apiVersion of argoproj.io and one of Argo's kinds"


def is_pipeline(data: object) -> bool:
    """Return whether a document found in a directory looks like a pipeline, and not like unrelated YAML."""
    if is_runnable(data):
        return True
    if not isinstance(data, dict) or "apiVersion" in data:
        return False
    if "name" not in data and "metadata" not in data:
        return False
    return body_of(data) is not None or "components" in data or _is_misspelled(data)


def _is_misspelled(data: Mapping[str, Any]) -> bool:
    """Return whether all that keeps it from being a pipeline is one key that is nearly a body's."""
    unknown = [key for key in data if key not in read_schema("pipeline")["properties"]]
    return len(unknown) == 1 and bool(find_nearest(unknown[0], bodies()))


def is_runnable(data: Any) -> bool:
    """Return whether a document is a runnable pipeline."""
    dag = data.get("dag") if isinstance(data, dict) else None
    return isinstance(dag, dict) and bool({"start_at", "steps"} & dag.keys()) and "name" not in data


def has_foreign_settings(holder: Any) -> bool:
    """Return whether `defaults` or profiles in a mapping, or the mapping itself, have settings of runnable's."""
    return isinstance(holder, Mapping) and any(
        not each.keys().isdisjoint(foreign_keys()) for each in _list_held(holder)
    )


def _list_held(holder: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    profiles = holder.get("profiles")
    within = profiles.values() if isinstance(profiles, Mapping) else ()
    yield from (each for each in (holder.get("defaults"), holder.get("final"), *within) if isinstance(each, Mapping))
    if "service_account_name" in holder:
        yield holder


def find_manifests(data: Any) -> list[NodePath]:
    """Where in a document Argo's manifests are: the document itself, or items of a list, as kubectl prints them."""
    if is_manifest(data):
        return [()]
    items = data.get("items") if isinstance(data, dict) and data.get("kind") == "List" else None
    return [("items", index) for index, item in enumerate(items or ()) if is_manifest(item)]


def is_manifest(data: Any) -> bool:
    """Return whether a document is one of Argo's own manifests."""
    if not isinstance(data, dict) or data.get("kind") not in KINDS:
        return False
    return str(data.get("apiVersion", "")).startswith("argoproj.io/")
