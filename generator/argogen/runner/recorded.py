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
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText


def read_workflow(source: SourceText) -> Mapping[str, Any]:
    """Return a workflow with its status, as `kubectl get workflow -o json` prints it. Raises InvalidInputError."""
    documents = [each.data for each in read_documents(source, KUBERNETES) if each.data is not None]
    data = documents[0] if len(documents) == 1 else None
    if not isinstance(data, Mapping) or data.get("kind") != "Workflow" or not isinstance(data.get("status"), Mapping):
        message, hint = f"'{source.file}' is not a workflow with its status", "use 'kubectl get workflow NAME -o json'"
        raise InvalidInputError([Diagnostic("not-a-manifest", message, Place(source.file), hint)])
    status = dict(data["status"])
    if status.get("compressedNodes"):
        status["nodes"] = _decompress(str(status["compressedNodes"]), source)
    if not status.get("nodes"):
        message = f"the workflow in '{source.file}' has no nodes"
        hint = "its status is offloaded to a database: use 'argo get NAME -o json'"
        raise InvalidInputError([Diagnostic("missing-value", message, Place(source.file), hint)])
    return {**data, "status": status}


def _decompress(text: str, source: SourceText) -> Any:
    try:
        return json.loads(gzip.decompress(base64.b64decode(text)))
    except (ValueError, OSError, EOFError, binascii.Error, zlib.error) as error:
        message, hint = "'compressedNodes' cannot be read", "use 'argo get NAME -o json'"
        raise InvalidInputError([Diagnostic("invalid-value", message, Place(source.file), hint)]) from error


def extract_manifest(workflow: Mapping[str, Any]) -> dict[str, Any]:
    """Return the manifest of a workflow with a status: with the templates to which it referred."""
    metadata, spec = workflow.get("metadata") or {}, dict(workflow.get("spec") or {})
    stored = (workflow.get("status") or {}).get("storedWorkflowTemplateSpec")
    if stored:
        spec = {**stored, **{key: value for key, value in spec.items() if key != "workflowTemplateRef"}}
    spec = {key: value for key, value in spec.items() if key not in ("shutdown", "suspend")}
    kept = {key: metadata[key] for key in ("name", "namespace", "labels", "annotations") if key in metadata}
    return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": kept, "spec": spec}
