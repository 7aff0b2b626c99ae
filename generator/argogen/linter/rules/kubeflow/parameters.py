"""Check the parameters of a workflow, and the macros in their values (Kubeflow Pipelines, common/util).

Kubeflow stores the name, default and value of each parameter as JSON. For a run, it replaces the parameters with new
ones that have only a name and a value, and the macros in these values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.context import Parameter
from argogen.linter.model.nodes import mappings_in
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.node_path import NodePath

LIMIT = 10_000
"""The maximum size of all parameters in bytes, unless MAX_PARAMETER_BYTES of the API server changes it."""
_MACRO = re.compile(r"\[\[(?:RunUUID|Index|(?:ScheduledTime|CurrentTime)(?:\.[^\]\n]*)?)\]\]")
# The encoder of Go escapes these in strings.
_ESCAPES = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def check_size(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report workflows whose parameters are too large together."""
    parameters = subject.workflow.arguments
    size = measure(parameters)
    if subject.workflow.kind == "Workflow" and size > LIMIT:
        largest = max(parameters, key=lambda it: len(_encode(it)))
        message = f"parameters of {size:,} bytes as JSON: Kubeflow Pipelines accepts {LIMIT:,} bytes"
        hint = f"pass '{largest.name}' in an artifact, or as a value of the step"
        yield RuleDiagnostic("kubeflow-parameter-size", message, largest.origin, hint)


def measure(parameters: tuple[Parameter, ...]) -> int:
    """Return the size in bytes of the JSON in which Kubeflow stores parameters."""
    return len("[]") + max(len(parameters) - 1, 0) + sum(len(_encode(parameter)) for parameter in parameters)


def _encode(parameter: Parameter) -> bytes:
    given = {"name": parameter.name, "default": parameter.default, "value": parameter.value}
    stored = {key: value for key, value in given.items() if value is not None}
    text = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_ESCAPES).encode("utf-8", "replace")


def find_missing_values(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report parameters whose default, or value from a ConfigMap, a run does not get."""
    for parameter in subject.workflow.arguments if subject.workflow.kind == "Workflow" else ():
        field = "default" if parameter.default is not None else "valueFrom"
        if parameter.value is None and (parameter.default is not None or parameter.value_from):
            message = f"Kubeflow Pipelines ignores '{subject.phrase('value_from', field)}' of '{parameter.name}'"
            message += ": the value is empty unless the run sets it"
            hint = "set 'value' instead"
            yield RuleDiagnostic("kubeflow-parameter-value", message, parameter.origin, hint, field, key=True)


def find_misplaced_macros(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report macros outside of the values of the parameters of a workflow."""
    if subject.workflow.kind != "Workflow":
        return
    for text, origin in _list_texts(subject):
        for macro in _MACRO.finditer(text):
            message = f"Kubeflow Pipelines replaces '{macro[0]}' only in the values of parameters of the workflow"
            hint = "use it as the value of a parameter, and pass the parameter"
            yield RuleDiagnostic("kubeflow-macro", message, origin, hint, "", text, macro.start(), macro.end())


def _list_texts(subject: Subject) -> Iterator[tuple[str, NodePath]]:
    """Yield the strings of containers, and the arguments of steps and tasks."""
    for site in subject.callers:
        yield from ((each.value, each.origin) for each in site.call.arguments if each.value is not None)
    for container in subject.containers:
        fields: Mapping[str, Any] = container.fields
        values = [variable.get("value") for variable in mappings_in(fields, "env")]
        for value in (*(fields.get("command") or ()), *(fields.get("args") or ()), fields.get("source"), *values):
            if isinstance(value, str):
                yield value, container.origin
