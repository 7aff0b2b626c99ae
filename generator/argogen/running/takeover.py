"""Take over a run of a cluster: its workflow as Argo records it."""

from __future__ import annotations

import re

from argogen.runner.recorded import Workflow, extract_manifests, read_workflow, refuse, unpack_nodes
from argogen.running.comparison import Definition
from argogen.running.records.caches import read_caches
from argogen.running.records.nodes import keep_lasting, read_nodes, read_time
from argogen.running.resuming import Earlier
from argogen.yaml.text import SourceText

_ENDED = ("Failed", "Error", "Succeeded")
_NAME = re.compile(r"[a-z0-9]([-.a-z0-9]*[a-z0-9])?")


def read_ended(source: SourceText) -> Workflow:
    """Return a workflow that has ended, with its status. Raises InvalidInputError."""
    workflow = read_workflow(source)
    phase = workflow["status"].get("phase")
    if phase not in _ENDED:
        hint = "stop it first, for example with 'argo stop NAME'"
        raise refuse(source, "invalid-value", f"is a workflow that has not ended ({phase or 'Pending'})", hint)
    name = (workflow.get("metadata") or {}).get("name") or "workflow"
    if not isinstance(name, str) or not _NAME.fullmatch(name):  # it is a part of paths
        raise refuse(source, "invalid-value", f"is a workflow with the invalid name '{name}'", "save it again")
    return unpack_nodes(workflow, source)


def convert(workflow: Workflow) -> Earlier:
    """Return the earlier run of a workflow with a status; its outcomes are those that count."""
    spec, metadata = extract_manifests(workflow)[0]["spec"], workflow.get("metadata") or {}
    given = (spec.get("arguments") or {}).get("parameters") or ()
    parameters = {str(each["name"]): str(each["value"]) for each in given if "value" in each}
    outcomes = keep_lasting(read_nodes(workflow), workflow)
    return Earlier(
        str(metadata.get("name") or "workflow"), str(metadata.get("namespace") or "argo"), "", "",
        Definition(spec), parameters, read_time(metadata.get("creationTimestamp")), outcomes,
        read_caches(workflow),
    )  # fmt: skip
