"""The templates of (Cluster)WorkflowTemplates, with their inputs and outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.artifact_stores import ARTIFACT_STORES
from argogen.argo.structure import TEMPLATE_KINDS


class Signature(NamedTuple):
    """The inputs of a template, each with whether it is required, and the names of its outputs."""

    inputs: Mapping[str, bool]
    artifacts: Mapping[str, bool]
    outputs: tuple[str, ...]
    output_artifacts: tuple[str, ...]


class Library(NamedTuple):
    """The templates of a (Cluster)WorkflowTemplate by name; None if they are unknown."""

    templates: Mapping[str, Signature] | None


Libraries = Mapping[tuple[bool, str], Library]
"""By whether it is a ClusterWorkflowTemplate, and its name."""


def read_libraries(manifests: Iterable[Any]) -> dict[tuple[bool, str], Library]:
    """Return the (Cluster)WorkflowTemplates among manifests, given as plain data."""
    return {
        (manifest["kind"] == TEMPLATE_KINDS[1], _name_of(manifest)): Library(dict(_read_templates(manifest)))
        for manifest in manifests
        if isinstance(manifest, Mapping) and manifest.get("kind") in TEMPLATE_KINDS
    }


def _name_of(manifest: Mapping[str, Any]) -> str:
    return str(_at(manifest, "metadata").get("name", ""))


def _read_templates(manifest: Mapping[str, Any]) -> Iterator[tuple[str, Signature]]:
    for template in _list(_at(manifest, "spec").get("templates")):
        inputs, outputs = _at(template, "inputs"), _at(template, "outputs")
        parameters = {name: not _has_value(item) for name, item in _by_name(inputs.get("parameters"))}
        artifacts = {name: not _is_there(item) for name, item in _by_name(inputs.get("artifacts"))}
        given = tuple(name for name, _ in _by_name(outputs.get("parameters")))
        kept = tuple(name for name, _ in _by_name(outputs.get("artifacts")))
        yield str(template.get("name", "")), Signature(parameters, artifacts, given, kept)


def _has_value(parameter: Mapping[str, Any]) -> bool:
    return any(parameter.get(field) is not None for field in ("value", "default", "valueFrom"))


def _is_there(artifact: Mapping[str, Any]) -> bool:
    return bool(artifact.get("optional")) or any(store in artifact for store in ARTIFACT_STORES)


def _by_name(items: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((str(item.get("name", "")), item) for item in _list(items))


def _at(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, Mapping) else {}


def _list(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
