"""Take over a run of a cluster: its workflow as Argo records it."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import zlib
from collections.abc import Mapping
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.running.comparison import Definition
from argogen.running.records.nodes import keep_lasting, read_nodes, read_time
from argogen.running.resuming import Earlier
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

_GROUP = "argoproj.io/"
_ENDED = ("Failed", "Error", "Succeeded")
_KINDS = {"namespaced": "WorkflowTemplate", "cluster": "ClusterWorkflowTemplate"}
_LARGEST = 1 << 28
"""The largest status in bytes, unpacked."""
Workflow = Mapping[str, Any]


def read_workflow(source: SourceText) -> Workflow:
    """Return a workflow with its status, as `kubectl get workflow -o json` prints it. Raises InvalidInputError."""
    documents = [each.data for each in read_documents(source, KUBERNETES) if each.data is not None]
    data = documents[0] if len(documents) == 1 else None
    if not isinstance(data, Mapping) or data.get("kind") != "Workflow" or not isinstance(data.get("status"), Mapping):
        hint = "use 'kubectl get workflow NAME -o json'"
        raise _refuse(source, "not-a-manifest", "is not a workflow with its status", hint)
    version = str(data.get("apiVersion"))
    if version != f"{_GROUP}v1alpha1":
        raise _refuse(source, "not-a-manifest", f"has the version '{version}', not '{_GROUP}v1alpha1'", "")
    status = data["status"]
    if status.get("phase") not in _ENDED:
        phase, hint = status.get("phase") or "Pending", "stop it first, for example with 'argo stop NAME'"
        raise _refuse(source, "invalid-value", f"is a workflow that has not ended ({phase})", hint)
    return {**data, "status": {**status, "nodes": _read_nodes(status, source)}}


def _refuse(source: SourceText, code: str, message: str, hint: str) -> InvalidInputError:
    return InvalidInputError([Diagnostic(code, f"'{source.file}' {message}", Place(source.file), hint)])


def _read_nodes(status: Mapping[str, Any], source: SourceText) -> Mapping[str, Any]:
    """Return the nodes of a status, also if they are compressed. Raises InvalidInputError."""
    nodes = status.get("nodes")
    if status.get("compressedNodes"):
        nodes = _unpack(str(status["compressedNodes"]), source)
    if not nodes:
        where = "are in a database" if status.get("offloadNodeStatusVersion") else "do not exist"
        raise _refuse(source, "missing-value", f"is a workflow whose nodes {where}", "use 'argo get NAME -o json'")
    if not isinstance(nodes, Mapping) or not all(map(_is_node, nodes.values())):
        raise _refuse(source, "invalid-value", "has nodes that are not those of a workflow", "save it again")
    return nodes


def _unpack(text: str, source: SourceText) -> Any:
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(base64.b64decode(text, validate=True), _LARGEST)
        return json.loads(unpacked)
    except (binascii.Error, zlib.error, gzip.BadGzipFile, ValueError) as error:
        message = f"has 'compressedNodes' that cannot be unpacked: {error}"
        raise _refuse(source, "invalid-value", message, "use 'argo get NAME -o json'") from None


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
        spec = {**stored, **{key: value for key, value in spec.items() if key != "workflowTemplateRef"}}
    spec = {key: value for key, value in spec.items() if key not in ("shutdown", "suspend")}
    kept = {key: metadata[key] for key in ("name", "namespace", "labels", "annotations") if key in metadata}
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
        {"apiVersion": f"{_GROUP}v1alpha1", "kind": kind, "metadata": {"name": name}, "spec": {"templates": templates}}
        for (kind, name), templates in found.items()
    ]


def convert(workflow: Workflow) -> Earlier:
    """Return the earlier run of a workflow with a status; its outcomes are those that count."""
    spec, metadata = extract_manifests(workflow)[0]["spec"], workflow.get("metadata") or {}
    given = (spec.get("arguments") or {}).get("parameters") or ()
    parameters = {str(each["name"]): str(each["value"]) for each in given if "value" in each}
    outcomes = keep_lasting(read_nodes(workflow), workflow)
    return Earlier(
        str(metadata.get("name") or "workflow"), str(metadata.get("namespace") or "argo"), "", "",
        Definition(spec), parameters, read_time(metadata.get("creationTimestamp")), outcomes,
    )  # fmt: skip
