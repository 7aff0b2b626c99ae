"""Arguments, inputs and outputs."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any

from argogen.runner.model.reading import Data
from argogen.runner.validation.names import RefusedError, check_names, find_port_fault, has_tag
from argogen.runner.variables.processing import ProcessingError, has_location, pass_artifacts
from argogen.runner.variables.scope import list_artifacts, list_parameters

LEAVES = frozenset(("container", "containerSet", "script", "resource", "data", "http", "plugin"))
_SOURCES = ("path", "jqFilter", "jsonPath", "parameter", "expression")
_KINDS = {"container": "Container", "containerSet": "ContainerSet", "script": "Script", "dag": "DAG", "steps": "Steps"}
_ONLY = "valueFrom only allows: default, configMapKeyRef and supplied"


def check_arguments(arguments: Mapping[str, Any] | None, prefix: str) -> None:
    """Check arguments of the workflow, a step or a task. Raises RefusedError."""
    parameters, artifacts = list_parameters(arguments), list_artifacts(arguments)
    check_names(parameters, f"{prefix}parameters", are_ports=True)
    check_names(artifacts, f"{prefix}artifacts", are_ports=True)
    for parameter in parameters:
        _check_argument(parameter, f"{prefix}{parameter['name']}")
    for artifact in artifacts:
        where = f"{prefix}{artifact['name']}"
        if not has_location(artifact):
            raise RefusedError(f"{where}.from, artifact location, or key is required")
        if artifact.get("from") and artifact.get("fromExpression"):
            raise RefusedError(f"{where} shouldn't have both `from` and `fromExpression` in Artifact")


def _check_argument(parameter: Data, where: str) -> None:
    source = parameter.get("valueFrom")
    if source is None and "value" not in parameter:
        raise RefusedError(f"{where}.value or {where}.valueFrom is required")
    if source is not None:
        is_given = source.get("configMapKeyRef") or source.get("event") or source.get("supplied") is not None
        if not is_given or any(source.get(key) for key in ("path", "jsonPath", "parameter", "expression")):
            raise RefusedError(f"{where}.{_ONLY}")
    choices = parameter.get("enum")
    if choices is None:
        return
    if not choices:
        raise RefusedError(f"{where}.enum should contain at least one value")
    if "value" not in parameter:
        raise RefusedError(f"{where}.value is required")
    if parameter["value"] not in choices:
        raise RefusedError(f"{where}.value should be present in {where}.enum list")


def check_supplied(template: Data, arguments: Mapping[str, Any]) -> None:
    """Check that a template gets its inputs. Raises RefusedError."""
    inputs, name = template.get("inputs") or {}, template.get("name") or ""
    given = {parameter["name"]: parameter for parameter in list_parameters(arguments)}
    for declared in list_parameters(inputs):
        own = {**declared, **({"value": declared["default"]} if "default" in declared else {}), **declared}
        if declared["name"] in given:
            argument = given[declared["name"]]
            own = {key: argument[key] for key in ("value", "valueFrom") if key in argument}
        if "value" not in own and not (own.get("valueFrom") or {}).get("configMapKeyRef"):
            raise RefusedError(f"templates.{name} inputs.parameters.{declared['name']} was not supplied")
    try:
        pass_artifacts(list_artifacts(inputs), list_artifacts(arguments), validates_only=True)
    except ProcessingError as error:
        raise RefusedError(f"templates.{name} {error}") from None


def check_inputs(template: Data, body: str) -> set[str]:
    """Check the inputs of a template, and return the variables for them. Raises RefusedError."""
    name, inputs = template.get("name") or "", template.get("inputs")
    parameters, artifacts = list_parameters(inputs), list_artifacts(inputs)
    check_names(parameters, f"templates.{name}.inputs.parameters", are_ports=True)
    check_names(artifacts, f"templates.{name}.inputs.artifacts", are_ports=True)
    scope = {"inputs.parameters", *(f"inputs.parameters.{parameter['name']}" for parameter in parameters)}
    for artifact in artifacts:
        reference = f"inputs.artifacts.{artifact['name']}"
        scope.add(reference)
        _check_path(artifact, f"templates.{name}.{reference}", is_leaf=body in LEAVES)
        if body in LEAVES:
            scope.add(f"{reference}.path")
        if artifact.get("from"):
            raise RefusedError(f"templates.{name}.{reference}.from not valid in inputs")
        if artifact.get("git") is not None and not artifact["git"].get("repo"):
            raise RefusedError(f"templates.{name}.{reference}.git.repo is required")
    return scope


def _check_path(artifact: Data, where: str, *, is_leaf: bool) -> None:
    path = artifact.get("path") or ""
    if not is_leaf:
        if path:
            raise RefusedError(f"{where}.path only valid in container/script templates")
        return
    if not path:
        raise RefusedError(f"error in {where}: Artifact '{artifact['name']}' did not specify a path")
    if posixpath.normpath(path).startswith(".."):
        raise RefusedError(
            f"error in {where}: Artifact '{artifact['name']}' attempted to use a path containing '..'. Directory"
            " traversal is not permitted"
        )


def check_outputs(template: Data, body: str) -> None:
    """Check the outputs of a template. Raises RefusedError."""
    name, outputs = template.get("name") or "", template.get("outputs")
    for artifact in list_artifacts(outputs):
        where = f"templates.{name}.outputs.artifacts.{artifact['name']}"
        _check_path(artifact, where, is_leaf=body in LEAVES)
        _check_global_name(artifact, where)
    for parameter in list_parameters(outputs):
        where = f"templates.{name}.outputs.parameters.{parameter['name']}"
        _check_output(parameter, where)
        if parameter.get("valueFrom") is not None:
            _check_source(parameter["valueFrom"], where, body)
        _check_global_name(parameter, where)


def _check_global_name(port: Data, where: str) -> None:
    name = port.get("globalName") or ""
    if name and not has_tag(name) and (fault := find_port_fault(name)):
        raise RefusedError(f"{where}.globalName: {fault}")


def _check_output(parameter: Data, where: str) -> None:
    source = parameter.get("valueFrom")
    if source is not None and "value" in parameter:
        raise RefusedError(f"{where} has both valueFrom and value specified. Choose one.")
    if "value" in parameter:
        return
    if source is None:
        raise RefusedError(f"{where} does not have valueFrom or value specified")
    kinds = sum(bool(source.get(key)) for key in _SOURCES) + (source.get("supplied") is not None)
    choices = "choose one of: path, jqFilter, jsonPath, parameter, raw"
    if kinds == 0:
        raise RefusedError(f"valueFrom type unspecified. {choices}, expression")
    if kinds > 1:
        raise RefusedError(f"multiple valueFrom types specified. {choices}")


def _check_source(source: Data, where: str, body: str) -> None:
    kind = _KINDS.get(body, "")
    if body in ("container", "containerSet", "script") and not source.get("path"):
        raise RefusedError(f"{where}.path must be specified for {kind} templates")
    if body == "resource" and not source.get("jqFilter") and not source.get("jsonPath"):
        raise RefusedError(f"{where} .jqFilter or jsonPath must be specified for Resource templates")
    if body not in ("dag", "steps"):
        return
    if not source.get("parameter") and not source.get("expression"):
        raise RefusedError(f"{where}.parameter or expression must be specified for {kind} templates")
    if source.get("parameter") and source.get("expression"):
        raise RefusedError(
            f"{where} shouldn't have both `from` and `expression` specified in `ValueFrom` for {kind} templates"
        )
