"""Resume a run from its directory, or from a workflow as Argo records it."""

from __future__ import annotations

import base64
import difflib
import gzip
import json
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.running.preparation import Prepared
from argogen.running.records.directory import OUTCOMES, RunDirectory
from argogen.running.records.outcomes import Reuse, read_nodes, read_outcome
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

_LONGEST_DIFFERENCE = 20


def reuse_directory(directory: RunDirectory) -> Reuse:
    """Return the outcomes of an earlier run."""
    return Reuse(read_outcome(line) for line in directory.read_lines(OUTCOMES))


def read_workflow(source: SourceText) -> Mapping[str, Any]:
    """Return a workflow with its status, as `kubectl get workflow -o json` prints it. Raises InvalidInputError."""
    documents = [each.data for each in read_documents(source, KUBERNETES) if each.data is not None]
    data = documents[0] if len(documents) == 1 else None
    if not isinstance(data, Mapping) or data.get("kind") != "Workflow" or not isinstance(data.get("status"), Mapping):
        message, hint = f"'{source.file}' is not a workflow with its status", "use 'kubectl get workflow NAME -o json'"
        raise InvalidInputError([Diagnostic("not-a-manifest", message, Place(source.file), hint)])
    status = dict(data["status"])
    if status.get("compressedNodes"):
        status["nodes"] = json.loads(gzip.decompress(base64.b64decode(status["compressedNodes"])))
    if not status.get("nodes"):
        message = f"the workflow in '{source.file}' has no nodes"
        hint = "its status is offloaded to a database: use 'argo get NAME -o json'"
        raise InvalidInputError([Diagnostic("missing-value", message, Place(source.file), hint)])
    return {**data, "status": status}


def reuse_workflow(workflow: Mapping[str, Any]) -> Reuse:
    """Return the outcomes of a run of Argo."""
    return Reuse(read_nodes(workflow))


def extract_manifest(workflow: Mapping[str, Any]) -> dict[str, Any]:
    """Return the manifest of a workflow with a status: with the templates to which it referred."""
    metadata, spec = workflow.get("metadata") or {}, dict(workflow.get("spec") or {})
    stored = (workflow.get("status") or {}).get("storedWorkflowTemplateSpec")
    if stored:
        spec = {**stored, **{key: value for key, value in spec.items() if key != "workflowTemplateRef"}}
    spec = {key: value for key, value in spec.items() if key not in ("shutdown", "suspend")}
    kept = {key: metadata[key] for key in ("name", "namespace", "labels", "annotations") if key in metadata}
    return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": kept, "spec": spec}


def check_unchanged(before: Mapping[str, Any], prepared: Prepared) -> None:
    """Raise InvalidInputError with the differences if templates have changed since a run."""
    now = prepared.target.document.get("spec") or {}
    now = now.get("workflowSpec") or now
    differences = list(find_differences(before, now))
    if differences:
        hint = "resume with --allow-changes to run changed steps again, or start a new run"
        found = [Diagnostic("changed-manifest", text, prepared.place, hint) for text in differences]
        raise InvalidInputError(found)


def find_differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Yield the differences of the templates and entrypoints of two specs."""
    if before.get("entrypoint") != now.get("entrypoint"):
        yield f"the entrypoint was '{before.get('entrypoint')}', and is '{now.get('entrypoint')}'"
    old, new = ({each.get("name"): each for each in spec.get("templates") or ()} for spec in (before, now))
    for name in {**old, **new}:
        if name not in new:
            yield f"template '{name}' was removed"
        elif name not in old:
            yield f"template '{name}' was added"
        elif _normalize(old[name]) != _normalize(new[name]):
            yield f"template '{name}' has changed:\n{_compare(old[name], new[name])}"


def _normalize(value: Any) -> Any:
    """Return data without the empty fields that Argo adds to stored objects."""
    if isinstance(value, Mapping):
        members = {key: _normalize(each) for key, each in value.items()}
        return {key: each for key, each in members.items() if each not in ({}, [], None, "")}
    if isinstance(value, list | tuple):
        return [_normalize(each) for each in value]
    return value


def _compare(before: Any, now: Any) -> str:
    old, new = (_write(each) for each in (before, now))
    lines = [line for line in difflib.ndiff(old, new) if line[:1] in "+-"]
    more = [f"… and {len(lines) - _LONGEST_DIFFERENCE} more lines"] if len(lines) > _LONGEST_DIFFERENCE else []
    return "\n".join(f"    {line}" for line in [*lines[:_LONGEST_DIFFERENCE], *more])


def _write(value: Any) -> list[str]:
    return json.dumps(_normalize(value), indent=1, sort_keys=True, ensure_ascii=False).splitlines()
