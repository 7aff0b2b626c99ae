"""The variables of the workflow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import EvaluationError, GoPanicError
from argogen.argo.evaluation.expr.evaluation import evaluate
from argogen.argo.evaluation.golang.encoding.json_text import to_json
from argogen.argo.evaluation.golang.values import name_type
from argogen.argo.evaluation.variables import build_variables
from argogen.runner.model.json_text import write, write_parameters
from argogen.runner.submission import SCHEDULED_TIME, Submission, format_time
from argogen.runner.variables.processing import ProcessingError, Processor
from argogen.runner.variables.scope import list_parameters

_CREATED = "workflow.creationTimestamp"
# The characters of strftime that Argo offers, and their equivalents in Python where they differ.
_FORMATS: Mapping[str, str] = {
    **{character: f"%{character}" for character in "aAbBcdfHIjmMpSUwWxXyYzZ"},
    "B": "%B", "c": "%a %b %-d %H:%M:%S %Y", "f": "%f", "x": "%m/%d/%y", "X": "%H:%M:%S", "z": "%z", "Z": "%Z",
    "%": "%%", "L": "%f", "N": "%f",
}  # fmt: skip


def build_workflow_variables(submission: Submission, processor: Processor) -> dict[str, str]:
    """Return the variables of the workflow. Raises ProcessingError."""
    spec = submission.spec
    variables = {
        "workflow.name": submission.name, "workflow.namespace": submission.namespace, "workflow.uid": submission.uid,
        "workflow.mainEntrypoint": str(spec.get("entrypoint") or ""),
        "workflow.serviceAccountName": str(spec.get("serviceAccountName") or ""),
    }  # fmt: skip
    if SCHEDULED_TIME in submission.annotations:
        variables["workflow.scheduledTime"] = submission.annotations[SCHEDULED_TIME]
    if spec.get("priority") is not None:
        variables["workflow.priority"] = str(spec["priority"])
    return variables | _build_parameters(spec, processor) | _build_metadata(submission)


def build_creation_times(submission: Submission) -> dict[str, str]:
    """Return the variables for the time at which the workflow was created."""
    time = format_time(submission.created_at)
    moment = datetime.fromtimestamp(submission.created_at / 10**9, UTC)
    times = {_CREATED: time, f"{_CREATED}.RFC3339": time, f"{_CREATED}.s": str(submission.created_at // 10**9)}
    return times | {f"{_CREATED}.{character}": moment.strftime(form) for character, form in _FORMATS.items()}


def _build_parameters(spec: Mapping[str, Any], processor: Processor) -> dict[str, str]:
    parameters = list_parameters(spec.get("arguments"))
    text = write_parameters(parameters)
    variables = {"workflow.parameters": text, "workflow.parameters.json": text}
    for parameter in parameters:
        variables[f"workflow.parameters.{parameter['name']}"] = _read_parameter(parameter, processor)
    return variables


def _read_parameter(parameter: Mapping[str, Any], processor: Processor) -> str:
    name = parameter["name"]
    if "value" in parameter:
        return str(parameter["value"])
    source = parameter.get("valueFrom") or {}
    reference = source.get("configMapKeyRef")
    if not reference:
        raise ProcessingError(f"either value or valueFrom must be specified in order to set global parameter {name}")
    map_name, key = str(reference.get("name") or ""), str(reference.get("key") or "")
    try:
        return processor.find_config_map_value(map_name, key)
    except ProcessingError as error:
        if "default" in source:
            return str(source["default"])
        raise ProcessingError(
            f"failed to set global parameter {name} from configmap with name {map_name} and key {key}: {error}"
        ) from None


def _build_metadata(submission: Submission) -> dict[str, str]:
    own = submission.spec.get("workflowMetadata") or {}
    variables: dict[str, str] = {}
    for kind, given in (("annotations", submission.annotations), ("labels", submission.labels)):
        variables |= _write_metadata(kind, given)
        for name, value in {**given, **(own.get(kind) or {})}.items():
            if kind == "annotations" or name not in (own.get("labelsFrom") or {}):
                variables[f"workflow.{kind}.{name}"] = str(value)
    return variables


def _write_metadata(kind: str, given: Mapping[str, Any]) -> dict[str, str]:
    text = to_json(dict(given)) if given else "null"
    return {f"workflow.{kind}": text, f"workflow.{kind}.json": text}


def build_running_metadata(
    submission: Submission, metadata: Mapping[str, Any], computed: Mapping[str, str]
) -> dict[str, str]:
    """Return the lists of labels and annotations with those that the controller adds to a workflow that runs.

    `metadata` is the `workflowMetadata`, and `computed` the variables of its `labelsFrom`.
    """
    labels = {
        **submission.labels, **(metadata.get("labels") or {}),
        **{name.removeprefix("workflow.labels."): value for name, value in computed.items()},
        "workflows.argoproj.io/completed": "false", "workflows.argoproj.io/phase": "Running",
    }  # fmt: skip
    annotations = {
        **submission.annotations, **(metadata.get("annotations") or {}), "workflows.argoproj.io/pod-name-format": "v2",
    }  # fmt: skip
    return _write_metadata("labels", labels) | _write_metadata("annotations", annotations)


def evaluate_labels(
    metadata: Mapping[str, Any], variables: Mapping[str, str], evaluation: Evaluation
) -> dict[str, str]:
    """Return the variables of labels that are computed. Raises ProcessingError."""
    labels: dict[str, str] = {}
    for name, source in (metadata.get("labelsFrom") or {}).items():
        expression = str(source.get("expression") or "")
        try:
            value = evaluate(expression, build_variables(variables), evaluation)
        except (EvaluationError, GoPanicError) as error:
            raise ProcessingError(
                f'failed to evaluate label "{name}" expression {write(expression)}: {error}'
            ) from None
        if not isinstance(value, str):
            kind = f"evaluted to {name_type(value)} but must be a string"
            raise ProcessingError(f'failed to evaluate label "{name}" expression {write(expression)} {kind}')
        labels[f"workflow.labels.{name}"] = value
    return labels
