"""The workflow to run: the document of a manifest that starts one, with the arguments of a submission."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from argogen.records import EMPTY, Record
from argogen.runner.model.library import Library
from argogen.runner.model.merging import merge
from argogen.runner.model.reading import Data, read_arguments, read_hooks, read_plain
from argogen.runner.model.shapes import find_wrong_type

_STARTERS = ("Workflow", "CronWorkflow", "WorkflowTemplate", "ClusterWorkflowTemplate")
_LABELS = "workflows.argoproj.io/"
SCHEDULED_TIME = f"{_LABELS}scheduled-time"
_SUFFIX = "x7k2p"


class SubmissionError(ValueError):
    """A manifest without a workflow, or with a workflow template that does not exist; the message is that of Argo."""


class Options(Record):
    """The options of a submission.

    `parameters` replace arguments of the workflow, `entrypoint` its entrypoint. `name` is the name of the workflow, by
    default the one in the manifest; `generateName` gets a fixed suffix. `scheduled_time` is that of a CronWorkflow in
    the form of RFC 3339, by default the start of the run. `created_at` is the time at which the workflow was created,
    by default the start of the run, too.
    """

    parameters: Mapping[str, str] = EMPTY
    entrypoint: str = ""
    name: str = ""
    namespace: str = "argo"
    scheduled_time: str = ""
    created_at: int = 0


class Submission(Record):
    """A workflow as submitted: its name, metadata and spec, merged with the workflow template that it refers to."""

    name: str
    namespace: str
    uid: str
    created_at: int
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    spec: Mapping[str, Any]


def find_workflow(documents: Iterable[Any]) -> Mapping[str, Any] | None:
    """Return the document that starts a workflow: a Workflow, else a CronWorkflow, else a template, else None."""
    for kind in _STARTERS:
        for document in documents:
            if isinstance(document, Mapping) and document.get("kind") == kind:
                return document
    return None


def submit(document: Mapping[str, Any], library: Library, options: Options, now: int) -> Submission:
    """Return the workflow that a document starts. Raises SubmissionError."""
    if error := find_wrong_type(document):
        raise SubmissionError(error)
    now = options.created_at or now
    metadata = read_plain(document.get("metadata") or {})
    labels, annotations = dict(metadata.get("labels") or {}), dict(metadata.get("annotations") or {})
    spec = read_plain(document.get("spec") or {})
    name = options.name or str(metadata.get("name") or f"{metadata.get('generateName') or 'workflow-'}{_SUFFIX}")
    kind = document.get("kind")
    if kind == "CronWorkflow":
        labels, annotations, spec = _convert_cron(metadata, spec, options, now)
    elif kind != "Workflow":
        is_cluster = kind == "ClusterWorkflowTemplate"
        own = str(metadata.get("name") or name)
        labels = {f"{_LABELS}{'cluster-' if is_cluster else ''}workflow-template": own}
        spec, annotations = {"workflowTemplateRef": {"name": own, "clusterScope": is_cluster}}, {}
    spec = _override(_read_spec(spec), options)
    spec = _merge_template(spec, library)
    uid = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{options.namespace}/{name}"))
    return Submission(name, options.namespace, uid, now, labels, annotations, spec)


def _convert_cron(
    metadata: Data, spec: Data, options: Options, now: int
) -> tuple[dict[str, str], dict[str, str], Data]:
    own = read_plain(spec.get("workflowMetadata") or {})
    labels = {f"{_LABELS}cron-workflow": str(metadata.get("name") or ""), **(own.get("labels") or {})}
    time = options.scheduled_time or format_time(now)
    return labels, {SCHEDULED_TIME: time, **(own.get("annotations") or {})}, read_plain(spec.get("workflowSpec") or {})


def format_time(time: int) -> str:
    """Return a time in the form of RFC 3339, with seconds."""
    return datetime.fromtimestamp(time // 10**9, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_spec(spec: Data) -> Data:
    if spec.get("arguments"):
        spec["arguments"] = read_arguments(spec["arguments"])
    if spec.get("hooks"):
        spec["hooks"] = read_hooks(spec["hooks"])
    return spec


def _override(spec: Data, options: Options) -> Data:
    if options.entrypoint:
        spec["entrypoint"] = options.entrypoint
    if not options.parameters:
        return spec
    arguments = dict(spec.get("arguments") or {})
    given = [{"name": name, "value": value} for name, value in options.parameters.items()]
    kept = [each for each in arguments.get("parameters") or () if each["name"] not in options.parameters]
    return {**spec, "arguments": {**arguments, "parameters": [*given, *kept]}}


def _merge_template(spec: Data, library: Library) -> Data:
    reference = spec.get("workflowTemplateRef")
    if not reference:
        return spec
    known = library.cluster_workflow_templates if reference.get("clusterScope") else library.workflow_templates
    base = known.get(reference.get("name"))
    if base is None:
        kind = "clusterworkflowtemplates" if reference.get("clusterScope") else "workflowtemplates"
        raise SubmissionError(f'{kind}.argoproj.io "{reference.get("name")}" not found')
    if base.fault:
        raise SubmissionError(f"invalid workflow template {base.name}: {base.fault}")
    below = _read_spec(read_plain(base.spec))
    hooks = {**(below.pop("hooks", None) or {}), **(spec.get("hooks") or {})}
    merged = merge(below, spec)
    merged["templates"] = base.spec.get("templates")
    _prefer_arguments(merged, spec, below)
    return {**merged, "hooks": hooks} if hooks else merged


def _prefer_arguments(merged: Data, spec: Data, below: Data) -> None:
    """Keep one source of each value: that of the workflow, else that of the workflow template."""
    owners = [
        {parameter["name"]: parameter for parameter in (each.get("arguments") or {}).get("parameters") or ()}
        for each in (spec, below)
    ]
    arguments = merged.get("arguments") or {}
    if not arguments.get("parameters"):
        return
    chosen = []
    for parameter in arguments["parameters"]:
        with_value = (owner[parameter["name"]] for owner in owners if "value" in owner.get(parameter["name"], ()))
        chosen.append(next(with_value, parameter) if "value" in parameter else parameter)
    merged["arguments"] = {**arguments, "parameters": chosen}
