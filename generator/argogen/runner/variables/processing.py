"""Fill in templates: inputs get their arguments, and tags their values, as Argo does before it runs a template."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import EvaluationError
from argogen.argo.evaluation.tags.replacement import LENIENT, Policy, read_replaced, replace_in_text
from argogen.runner.model.json_text import write, write_parameters
from argogen.runner.model.library import Library
from argogen.runner.model.reading import Data
from argogen.runner.variables.scope import list_artifacts, list_parameters

_VARYING = ("workflow.status", "workflow.duration", "workflow.failures", "workflow.outputs.")
_LISTS = frozenset(f"workflow.{kind}{form}" for kind in ("labels", "annotations") for form in ("", ".json"))
_CREATION_TIME = "creationTimestamp"
_LOCATIONS = frozenset(
    ("s3", "git", "http", "artifactory", "hdfs", "raw", "oss", "gcs", "azure", "from", "fromExpression", "key")
)  # a location, or a reference that another artifact replaces
_CONFIG_MAP_TYPE = "workflows.argoproj.io/configmap-type"


class ProcessingError(Exception):
    """A template that cannot be filled in; the message is that of the node."""


class NotFoundError(ProcessingError):
    """A ConfigMap, or a key of one, that does not exist."""


class Processor:
    """Replaces tags by the variables of the workflow and further ones.

    `times` are the many forms of the workflow's creation time, which are left out where a string does not refer to one.
    """

    def __init__(self, library: Library, namespace: str, evaluation: Evaluation) -> None:
        self.variables: dict[str, str] = {}
        self.times: Mapping[str, str] = {}
        self._library, self._namespace, self._evaluation = library, namespace, evaluation

    def merge(self, text: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the variables of the workflow that a string may refer to, with further ones."""
        if _CREATION_TIME in text:
            return {**self.variables, **self.times, **values}
        return {**self.variables, **values}

    def replace(self, text: str, values: Mapping[str, Any], policy: Policy = LENIENT) -> Any:
        """Return the data of JSON whose tags are replaced. Raises EvaluationError."""
        if "{{" not in text:
            return json.loads(text)
        return read_replaced(text, self.merge(text, values), policy, self._evaluation)[1]

    def process(
        self, template: Data, arguments: Mapping[str, Any], local: Mapping[str, str], *, is_lasting: bool = False
    ) -> Data:
        """Return a template with its arguments and tags filled in. Raises ProcessingError or EvaluationError.

        `is_lasting` states that its steps or tasks start later: they get the variables of the workflow of that time.
        """
        return self.substitute(self._pass_arguments(template, arguments), local, is_lasting=is_lasting)

    def substitute(self, template: Data, local: Mapping[str, str], *, is_lasting: bool = False) -> Data:
        """Return a template with its tags replaced, first by variables of the workflow, then by inputs."""
        text, filled = write(template), template
        if "{{" not in text:
            return filled
        text, filled = read_replaced(text, self._select(text, local, is_lasting), LENIENT, self._evaluation)
        values = self._select(text, self._build_values(filled, local), is_lasting)
        if "{{" in text:
            filled = dict(read_replaced(text, values, LENIENT, self._evaluation)[1])
        return filled

    def fill_pod(self, data: Data, inputs: Mapping[str, str], pod: str) -> Data:
        """Return data of a pod with its tags replaced once more, as Argo does: values of inputs may contain some.

        Raises EvaluationError.
        """
        text = write(data)
        if "{{" not in text:
            return data
        values = {**{f"inputs.parameters.{name}": value for name, value in inputs.items()}, "pod.name": pod}
        filled: Data = self.replace(text, values)
        return filled

    def _select(self, text: str, values: Mapping[str, str], is_lasting: bool) -> Mapping[str, str]:
        merged = self.merge(text, values)
        if not is_lasting:
            return merged
        return {name: merged[name] for name in merged if not name.startswith(_VARYING) and name not in _LISTS}

    def _build_values(self, template: Data, local: Mapping[str, str]) -> dict[str, str]:
        values = dict(local)
        inputs, outputs = template.get("inputs"), template.get("outputs")
        parameters = list_parameters(inputs)
        for parameter in parameters:
            if "value" in parameter:
                values[f"inputs.parameters.{parameter['name']}"] = parameter["value"]
            elif "valueFrom" not in parameter:
                raise ProcessingError(f"inputs.parameters.{parameter['name']} had no value")
        values["inputs.parameters"] = write_parameters(parameters)
        values.update(_list_paths("inputs", inputs) | _list_paths("outputs", outputs))
        for parameter in list_parameters(outputs):
            if path := (parameter.get("valueFrom") or {}).get("path"):
                values[f"outputs.parameters.{parameter['name']}.path"] = path
        return values

    def _pass_arguments(self, template: Data, arguments: Mapping[str, Any]) -> Data:
        inputs = template.get("inputs") or {}
        if not inputs:
            return template
        passed = dict(inputs)
        if inputs.get("parameters"):
            given = {parameter["name"]: parameter for parameter in list_parameters(arguments)}
            passed["parameters"] = [self._pass_parameter(one, given) for one in inputs["parameters"]]
        if inputs.get("artifacts"):
            passed["artifacts"] = pass_artifacts(inputs["artifacts"], list_artifacts(arguments))
        return {**template, "inputs": passed}

    def _pass_parameter(self, declared: Data, given: Mapping[str, Data]) -> Data:
        parameter = dict(declared)
        name = parameter["name"]
        if "value" not in parameter and "default" in parameter:
            parameter["value"] = parameter["default"]
        if name in given:
            argument = given[name]
            parameter.pop("valueFrom", None)
            parameter.pop("value", None)
            kept = ("value",) if "value" in argument else ("valueFrom",)
            parameter.update((key, argument[key]) for key in kept if key in argument)
        reference = (parameter.get("valueFrom") or {}).get("configMapKeyRef")
        if reference:
            parameter["value"] = self._read_config_map(name, parameter["valueFrom"], reference)
        elif "value" not in parameter:
            raise ProcessingError(f"inputs.parameters.{name} was not supplied")
        return parameter

    def _read_config_map(self, name: str, source: Data, reference: Data) -> str:
        key, map_name = (
            replace_in_text(str(reference.get(part) or ""), self._everything, evaluation=self._evaluation)
            for part in ("key", "name")
        )
        try:
            return self.find_config_map_value(map_name, key)
        except ProcessingError as error:
            if "default" in source and isinstance(error, NotFoundError):
                return str(source["default"])
            raise ProcessingError(f"unable to retrieve inputs.parameters.{name} from ConfigMap: {error}") from None

    @property
    def _everything(self) -> Mapping[str, str]:
        return {**self.variables, **self.times}

    def find_config_map_value(self, name: str, key: str) -> str:
        """Return a value of a ConfigMap with the label for parameters. Raises ProcessingError."""
        config_map = self._library.config_maps.get(name)
        if config_map is None or _CONFIG_MAP_TYPE not in config_map.labels:  # the controller does not see others
            raise NotFoundError(
                f"ConfigMap '{name}' does not exist. Please make sure it has the label {_CONFIG_MAP_TYPE}: Parameter"
                " to be detectable by the controller"
            )
        if config_map.labels[_CONFIG_MAP_TYPE] != "Parameter":
            raise ProcessingError(
                f"ConfigMap '{name}' needs to have the label {_CONFIG_MAP_TYPE}: Parameter to load parameters"
            )
        if key not in config_map.data:
            raise NotFoundError(f"ConfigMap '{name}' does not have the key '{key}'")
        return config_map.data[key]


def _list_paths(kind: str, ports: Mapping[str, Any] | None) -> dict[str, str]:
    artifacts = (artifact for artifact in list_artifacts(ports) if artifact.get("path"))
    return {f"{kind}.artifacts.{artifact['name']}.path": artifact["path"] for artifact in artifacts}


def pass_artifacts(declared: Sequence[Data], arguments: Sequence[Data], *, validates_only: bool = False) -> list[Data]:
    """Return input artifacts with the locations of the arguments. Raises ProcessingError."""
    given = {artifact["name"]: artifact for artifact in arguments}
    passed = []
    for artifact in declared:
        name, argument = artifact["name"], given.get(artifact["name"])
        if not artifact.get("optional") and not has_location(artifact):
            if argument is None:
                raise ProcessingError(f"inputs.artifacts.{name} was not supplied")
            if not validates_only and not has_location(argument):
                raise ProcessingError(f"inputs.artifacts.{name} missing location information")
        kept: Data = {key: artifact[key] for key in ("path", "mode", "recurseMode") if key in artifact}
        passed.append(artifact if argument is None else {**argument, **kept})
    return passed


def has_location(artifact: Data) -> bool:
    """Return whether an artifact has a location, or refers to another one."""
    return any(artifact.get(kind) for kind in _LOCATIONS)


def describe(error: Exception) -> str:
    """Return the message of an error."""
    return error.describe() if isinstance(error, EvaluationError) else str(error)
