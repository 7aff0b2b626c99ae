"""The record of a run in the shape of Argo: a Workflow with `status.nodes`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.runner.run import NodeRecord
from argogen.runner.submission import format_time


def describe_node(node: NodeRecord, artifacts: Mapping[str, Any]) -> dict[str, Any]:
    """Return a node of `status.nodes`; `artifacts` are the locations of its output artifacts by name."""
    row: dict[str, Any] = {
        "id": node.id, "name": node.name, "displayName": node.display_name, "type": node.type, "phase": node.phase,
        "message": node.message, "templateName": node.template_name, "templateScope": node.template_scope,
        "templateRef": dict(node.template_ref) if node.template_ref else None, "boundaryID": node.boundary_id,
        "startedAt": format_time(node.started_at) if node.started_at else None,
        "finishedAt": format_time(node.finished_at) if node.finished_at else None,
        "inputs": _describe_inputs(node), "outputs": _describe_outputs(node, artifacts),
        "children": list(node.children), "outboundNodes": list(node.outbound_nodes),
        "daemoned": node.is_daemoned or None,
    }  # fmt: skip
    if node.memoization is not None:
        memoization = node.memoization
        row["memoizationStatus"] = {"hit": memoization.hit, "key": memoization.key, "cacheName": memoization.cache}
    return {key: value for key, value in row.items() if value not in (None, "", [], {})}


def _describe_inputs(node: NodeRecord) -> dict[str, Any]:
    return {"parameters": _describe_parameters(node.inputs)} if node.inputs else {}


def _describe_outputs(node: NodeRecord, artifacts: Mapping[str, Any]) -> dict[str, Any]:
    outputs: dict[str, Any] = {}
    if node.outputs:
        outputs["parameters"] = _describe_parameters(node.outputs)
    if node.artifacts:
        outputs["artifacts"] = [{"name": name, **(artifacts.get(name) or {})} for name in node.artifacts]
    if node.result is not None:
        outputs["result"] = node.result
    if node.exit_code is not None:
        outputs["exitCode"] = node.exit_code
    return outputs


def _describe_parameters(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def write_workflow(
    metadata: Mapping[str, Any], spec: Mapping[str, Any], status: Mapping[str, Any], nodes: Mapping[str, str]
) -> Iterator[str]:
    """Yield the parts of the JSON of the Workflow of a run; `nodes` are written as JSON already."""
    head = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": dict(metadata), "spec": dict(spec)}
    text = json.dumps({**head, "status": {**status, "nodes": {}}}, ensure_ascii=False, indent=1, default=str)
    yield text.removesuffix("}\n }\n}")
    for number, (key, node) in enumerate(nodes.items()):
        yield f"{',' if number else ''}\n   {json.dumps(key)}: {node}"
    yield "}\n }\n}\n"
