"""Workflows with their status, as Argo records them."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import zlib
from collections.abc import Mapping
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.limits import load_json
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

_GROUP = "argoproj.io/"
_KINDS = {"namespaced": "WorkflowTemplate", "cluster": "ClusterWorkflowTemplate"}
_LARGEST = 1 << 28
"""The largest status in bytes, unpacked."""
_STATUS_LABELS = frozenset(f"workflows.{_GROUP}{name}" for name in ("completed", "phase", "workflow-archiving-status"))
Workflow = Mapping[str, Any]


def read_workflow(source: SourceText) -> Workflow:
    """Return a workflow with its status, as `kubectl get workflow -o json` prints it. Raises InvalidInputError."""
    data = _read_json(source)
    if data is None:
        documents = [each.data for each in read_documents(source, KUBERNETES) if each.data is not None]
        data = documents[0] if len(documents) == 1 else None
    if isinstance(data, Mapping) and data.get("kind") in ("List", "WorkflowList") and len(data.get("items") or ()) == 1:
        data = data["items"][0]
    if not isinstance(data, Mapping) or data.get("kind") != "Workflow" or not isinstance(data.get("status"), Mapping):
        hint = "use 'kubectl get workflow NAME -o json'"
        raise refuse(source, "not-a-manifest", "is not a workflow with its status", hint)
    version = str(data.get("apiVersion"))
    if version != f"{_GROUP}v1alpha1":
        raise refuse(source, "not-a-manifest", f"has the version '{version}', not '{_GROUP}v1alpha1'", "")
    if not _is_workflow(data):
        raise refuse(source, "invalid-value", "has fields that are not those of a workflow", "save it again")
    return data


def _read_json(source: SourceText) -> Any:
    """Return the data of JSON, in which a pair of escapes may be one character; None for other YAML, and for errors."""
    try:
        return load_json(source.text) if source.text.startswith("{") else None
    except ValueError:
        return None


def _is_workflow(data: Mapping[str, Any]) -> bool:
    """Return whether the fields that are read without further checks have the right types."""
    metadata, spec, status = data.get("metadata") or {}, data.get("spec") or {}, data["status"]
    stored, templates = status.get("storedWorkflowTemplateSpec") or {}, status.get("storedTemplates") or {}
    mappings = (metadata, spec, stored, templates)
    if not all(isinstance(each, Mapping) for each in mappings):
        return False
    lists = [each.get("templates") or [] for each in (spec, stored)]
    if not all(isinstance(each, list) for each in lists) or not isinstance(metadata.get("labels") or {}, Mapping):
        return False
    return all(isinstance(each, Mapping) for each in (*lists[0], *lists[1], *templates.values()))


def unpack_nodes(workflow: Workflow, source: SourceText) -> Workflow:
    """Return a workflow whose nodes are not compressed. Raises InvalidInputError if it has no nodes."""
    status = workflow["status"]
    return {**workflow, "status": {**status, "nodes": _read_nodes(status, source)}}


def refuse(source: SourceText, code: str, message: str, hint: str) -> InvalidInputError:
    """Return the error for the workflow of a source."""
    return InvalidInputError([Diagnostic(code, f"'{source.file}' {message}", Place(source.file), hint)])


def _read_nodes(status: Mapping[str, Any], source: SourceText) -> Mapping[str, Any]:
    """Return the nodes of a status, also if they are compressed. Raises InvalidInputError."""
    nodes = status.get("nodes")
    if status.get("compressedNodes"):
        nodes = _unpack(str(status["compressedNodes"]), source)
    if not nodes:
        where = "are in a database" if status.get("offloadNodeStatusVersion") else "do not exist"
        raise refuse(source, "missing-value", f"is a workflow whose nodes {where}", "use 'argo get NAME -o json'")
    if not isinstance(nodes, Mapping) or not all(map(_is_node, nodes.values())):
        raise refuse(source, "invalid-value", "has nodes that are not those of a workflow", "save it again")
    return nodes


def _unpack(text: str, source: SourceText) -> Any:
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(base64.b64decode(text, validate=True), _LARGEST)
        return json.loads(unpacked)
    except (binascii.Error, zlib.error, gzip.BadGzipFile, ValueError) as error:
        message = f"has 'compressedNodes' that cannot be unpacked: {error}"
        raise refuse(source, "invalid-value", message, "use 'argo get NAME -o json'") from None


def _is_node(node: Any) -> bool:
    return isinstance(node, Mapping) and all(
        isinstance(node.get(key) or kind(), kind)
        for key, kind in (("name", str), ("children", list), ("inputs", dict), ("outputs", dict), ("boundaryID", str))
    )


def extract_manifests(workflow: Workflow) -> list[dict[str, Any]]:
    """Return the manifests of a workflow with a status: its own, and those of the templates to which it refers."""
    metadata, spec, status = workflow.get("metadata") or {}, dict(workflow.get("spec") or {}), workflow["status"]
    stored = status.get("storedWorkflowTemplateSpec")
    if stored:
        spec = {**stored, **spec}
        spec.pop("workflowTemplateRef", None)
    spec = _clean({key: value for key, value in spec.items() if key not in ("shutdown", "suspend")})
    kept = {key: metadata[key] for key in ("name", "namespace", "annotations") if key in metadata}
    labels = {key: value for key, value in (metadata.get("labels") or {}).items() if key not in _STATUS_LABELS}
    kept |= {"labels": labels} if labels else {}
    main = {"apiVersion": f"{_GROUP}v1alpha1", "kind": "Workflow", "metadata": kept, "spec": spec}
    return [main, *_extract_references(status.get("storedTemplates") or {})]


def _extract_references(stored: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the workflow templates of stored templates, by keys such as `namespaced/NAME/TEMPLATE`."""
    found: dict[tuple[str, str], list[Any]] = {}
    for key, template in stored.items():
        scope, _, rest = key.partition("/")
        name, slash, _ = rest.partition("/")
        if scope in _KINDS and slash:
            found.setdefault((_KINDS[scope], name), []).append(template)
    return [
        {"apiVersion": f"{_GROUP}v1alpha1", "kind": kind, "metadata": {"name": name},
         "spec": _clean({"templates": templates})}
        for (kind, name), templates in found.items()
    ]  # fmt: skip


def _clean(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a spec without the empty fields that Argo adds, but refuses itself."""
    return {**spec, "templates": [_clean_template(each) for each in spec.get("templates") or ()]}


def _clean_template(template: Mapping[str, Any]) -> Mapping[str, Any]:
    memoize = template.get("memoize")
    if not isinstance(memoize, Mapping) or memoize.get("maxAge") != "":
        return template
    return {**template, "memoize": {key: value for key, value in memoize.items() if key != "maxAge"}}
