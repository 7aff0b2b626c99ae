"""Submit workflows to a cluster, and await their ends."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import yaml

from .kubectl import Kubectl, Object

SECONDS = 300
_ENDS = {"Succeeded", "Failed", "Error"}


def read_objects(text: str) -> list[Object]:
    """Return the objects of a manifest."""
    return list(yaml.load_all(text, yaml.CSafeLoader))


def split_objects(objects: list[Object]) -> tuple[list[Object], list[Object]]:
    """Return the objects that workflows require, and the workflows, with one for each CronWorkflow."""
    before = [given for given in objects if given["kind"] != "Workflow"]
    return before, [_start_now(given) for given in objects if given["kind"] in ("Workflow", "CronWorkflow")]


def _start_now(given: Object) -> Object:
    if given["kind"] == "Workflow":
        return given
    metadata = {"generateName": f"{given['metadata']['name']}-"}
    return {**given, "kind": "Workflow", "metadata": metadata, "spec": given["spec"]["workflowSpec"]}


def await_end(kubectl: Kubectl, name: str, answers: Mapping[str, Mapping[str, str]]) -> Object:
    """Return the workflow at its end; `answers` are the outputs with which suspended steps are resumed.

    Raises TimeoutError.
    """
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        workflow: Object = kubectl.get("workflow", name)
        if workflow.get("status", {}).get("phase") in _ENDS:
            return workflow
        for node in _find_waiting(workflow):
            if node["displayName"] in answers:
                _resume(kubectl, name, node, answers[node["displayName"]])
        time.sleep(1)
    raise TimeoutError(f"{name} is {workflow.get('status', {}).get('phase')} after {SECONDS} s")


def _find_waiting(workflow: Object) -> Iterator[Any]:
    nodes = workflow.get("status", {}).get("nodes", {}).values()
    yield from (node for node in nodes if node["type"] == "Suspend" and node["phase"] == "Running")


def _resume(kubectl: Kubectl, name: str, node: Any, answers: Mapping[str, str]) -> None:
    """Set outputs and resume, as `argo node set --output-parameter` and `argo resume` do."""
    change = {
        "phase": "Succeeded",
        "finishedAt": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "outputs": {"parameters": [{"name": key, "value": value} for key, value in answers.items()]},
    }
    patch = json.dumps({"status": {"nodes": {node["id"]: change}}})
    kubectl.run("patch", "workflow", name, "--type", "merge", "--patch", patch)
