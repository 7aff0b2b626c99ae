"""The outputs of templates: those of steps and tasks from their scope, those of pods from an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import join, normpath
from typing import Any

from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import EvaluationError
from argogen.argo.evaluation.expr.evaluation import evaluate
from argogen.argo.evaluation.golang.formatting import format_value
from argogen.argo.evaluation.tags.replacement import LENIENT, replace_in_text
from argogen.argo.evaluation.variables import build_variables
from argogen.runner.model.json_text import write
from argogen.runner.model.reading import Data
from argogen.runner.nodes.node import Outputs
from argogen.runner.variables.processing import ProcessingError, describe
from argogen.runner.variables.scope import Scope, list_artifacts, list_parameters, only_strings

_UNRESOLVED = "Unable to resolve"
# The kinds of artifacts that have a key, and its field.
_KEYS: Mapping[str, str] = {
    "s3": "key", "gcs": "key", "oss": "key", "azure": "blob", "hdfs": "path", "artifactory": "url", "http": "url",
}  # fmt: skip


def collect_outputs(template: Mapping[str, Any], scope: Scope, evaluation: Evaluation) -> Outputs | None:
    """Return the outputs of a template of steps or tasks; None without any. Raises ProcessingError."""
    declared = template.get("outputs") or {}
    parameters, artifacts = list_parameters(declared), list_artifacts(declared)
    if not parameters and not artifacts:
        return None
    values = scope.select(write(declared))
    found = [_resolve_parameter(parameter, values, evaluation) for parameter in parameters]
    located = [_resolve_output_artifact(artifact, values, evaluation) for artifact in artifacts]
    return Outputs(found, [artifact for artifact in located if artifact is not None])


def _resolve_parameter(parameter: Data, values: Mapping[str, Any], evaluation: Evaluation) -> Data:
    source = parameter.get("valueFrom")
    if source is None:
        raise ProcessingError("output parameters must have a valueFrom specified")
    try:
        value = _resolve(source, values, evaluation)
    except (ProcessingError, EvaluationError) as error:
        if "default" not in source:
            raise ProcessingError(describe(error)) from None
        value = source["default"]
    kept = {key: part for key, part in parameter.items() if key != "valueFrom"}
    return {**kept, "value": value if isinstance(value, str) else format_value(value)}


def _resolve(source: Mapping[str, Any], values: Mapping[str, Any], evaluation: Evaluation) -> Any:
    if source.get("expression"):
        return evaluate(source["expression"], build_variables(values), evaluation)
    if source.get("parameter"):
        return resolve_variable(source["parameter"], values, evaluation)
    return ""


def resolve_variable(text: str, values: Mapping[str, Any], evaluation: Evaluation) -> Any:
    """Return the value of a tag, whose braces may be absent. Raises ProcessingError."""
    tag = text.removeprefix("{{").removesuffix("}}").strip()
    if not tag.startswith("="):
        if tag not in values:
            raise ProcessingError(f"{_UNRESOLVED}: {write(tag)}")
        return values[tag]
    expression = tag[1:]
    try:
        value = evaluate(expression, dict(values), evaluation)
    except EvaluationError as error:
        start = "Unable to compile" if error.stage == "compile" else "Invalid expression"
        raise ProcessingError(f"{start}: {write(expression)}") from None
    if value is None:
        raise ProcessingError(f"{_UNRESOLVED}: {write(tag)}")
    return value


def resolve_artifact(artifact: Data, values: Mapping[str, Any], evaluation: Evaluation) -> Data | None:
    """Return the artifact to which another refers, None if it refers to none. Raises ProcessingError."""
    if not artifact.get("from") and not artifact.get("fromExpression"):
        return None
    if artifact.get("fromExpression"):
        try:
            value = evaluate(artifact["fromExpression"], build_variables(values), evaluation)
        except EvaluationError as error:
            raise ProcessingError(error.describe()) from None
    else:
        value = resolve_variable(artifact["from"], values, evaluation)
    if not isinstance(value, dict):
        raise ProcessingError(f"Variable {{{{{artifact['name']}}}}} is not an artifact")
    found = {**value, "name": artifact["name"]}
    if artifact.get("subPath"):
        below = replace_in_text(artifact["subPath"], only_strings(values), LENIENT, evaluation)
        return _append_to_key(found, below)
    return found


def _append_to_key(artifact: Data, below: str) -> Data:
    """Return the artifact whose key is below that of another. Raises ProcessingError."""
    for kind in ("git", "raw"):
        if isinstance(artifact.get(kind), Mapping) and not artifact.get("optional"):
            raise ProcessingError(f"key unsupported: {kind} artifact does not have a key")
    for kind, key in _KEYS.items():
        place = artifact.get(kind)
        if isinstance(place, Mapping):
            start, separator, rest = str(place.get(key) or "").rpartition("://")
            return {**artifact, kind: {**place, key: f"{start}{separator}{normpath(join(rest, below.lstrip('/')))}"}}
    return artifact


def is_unresolved(error: Exception) -> bool:
    """Return whether an error concerns a variable without a value, which an optional artifact tolerates."""
    return _UNRESOLVED in str(error)


def _resolve_output_artifact(artifact: Data, values: Mapping[str, Any], evaluation: Evaluation) -> Data | None:
    try:
        found = resolve_artifact(artifact, values, evaluation)
    except ProcessingError as error:
        if is_unresolved(error) and artifact.get("optional"):
            return None
        raise ProcessingError(f"unable to resolve outputs from scope: {error}") from None
    return found
