"""The objects that a workflow refers to: templates of the cluster, ConfigMaps and Secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from argogen.records import Record
from argogen.runner.model.reading import Data, read_template
from argogen.runner.model.shapes import find_wrong_type

_API = "argoproj.io/"


class TemplateBase(Record):
    """A workflow or a workflow template as a container of templates.

    `scope` is `local`, `namespaced` or `cluster`; `fault` is the error of a document that is not one.
    """

    scope: str
    name: str
    spec: Mapping[str, Any]
    templates: Mapping[str, Data]
    fault: str = ""


class ConfigMap(Record):
    """A ConfigMap or a Secret: its strings, and its labels."""

    data: Mapping[str, str]
    labels: Mapping[str, str]


class Library(Record):
    """The objects besides the workflow, by name."""

    workflow_templates: Mapping[str, TemplateBase]
    cluster_workflow_templates: Mapping[str, TemplateBase]
    config_maps: Mapping[str, ConfigMap]
    secrets: Mapping[str, ConfigMap]


def read_library(documents: Iterable[Any]) -> Library:
    """Return the objects among documents; of two with one name, the last."""
    found: dict[str, dict[str, Any]] = {kind: {} for kind in _READERS}
    for document in documents:
        kind = document.get("kind") if isinstance(document, Mapping) else None
        if isinstance(kind, str) and kind in _READERS and isinstance(name := read_name(document), str):
            found[kind][name] = _READERS[kind](name, document)
    return Library(*(found[kind] for kind in _READERS))


def read_name(document: Mapping[str, Any]) -> str | None:
    """Return the name of an object."""
    metadata = document.get("metadata")
    return metadata.get("name") if isinstance(metadata, Mapping) else None


def read_base(scope: str, name: str, spec: Mapping[str, Any]) -> TemplateBase:
    """Return a workflow or workflow template from its spec; of two templates with one name, the first."""
    templates: dict[str, Data] = {}
    for template in spec.get("templates") or ():
        if isinstance(template, Mapping) and isinstance(template.get("name"), str):
            templates.setdefault(template["name"], read_template(template))
    return TemplateBase(scope, name, spec, templates)


def _read_namespaced(name: str, document: Mapping[str, Any]) -> TemplateBase:
    return _read_template_object("namespaced", name, document)


def _read_cluster(name: str, document: Mapping[str, Any]) -> TemplateBase:
    return _read_template_object("cluster", name, document)


def _read_template_object(scope: str, name: str, document: Mapping[str, Any]) -> TemplateBase:
    if fault := find_wrong_type(document):
        return TemplateBase(scope, name, {}, {}, fault)
    return read_base(scope, name, document.get("spec") or {})


def _read_config_map(_: str, document: Mapping[str, Any]) -> ConfigMap:
    labels = (document.get("metadata") or {}).get("labels")
    values = {**_read_strings(document.get("data")), **_read_strings(document.get("stringData"))}
    return ConfigMap(values, _read_strings(labels))


def _read_strings(given: Any) -> dict[str, str]:
    members = given.items() if isinstance(given, Mapping) else ()
    return {str(key): str(value) for key, value in members if value is not None}


_READERS = {
    "WorkflowTemplate": _read_namespaced, "ClusterWorkflowTemplate": _read_cluster,
    "ConfigMap": _read_config_map, "Secret": _read_config_map,
}  # fmt: skip
