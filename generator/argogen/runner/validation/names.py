"""Names of templates, steps, tasks, parameters and artifacts, and the tags that refer to them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from typing import Any

from argogen.argo.evaluation.errors import EvaluationError
from argogen.argo.evaluation.golang.text import SPACES
from argogen.argo.evaluation.tags.replacement import split_tags
from argogen.runner.model.json_text import write

_FIELD = re.compile(r"[a-zA-Z0-9][-a-zA-Z0-9]*")
_PORT = re.compile(r"[-a-zA-Z0-9_]+")
_LONGEST = 128
_FIELD_RULE = (
    "name must consist of alpha-numeric characters or '-', and must start with an alpha-numeric character"
    " (e.g. My-name1-2, 123-NAME)"
)
_PORT_RULE = "Parameter/Artifact name must consist of alpha-numeric characters, '_' or '-' e.g. my_param_1, MY-PARAM-1"
_TAG = re.compile(r"\{\{[-a-zA-Z0-9]+(\.[-a-zA-Z0-9_]+)*\}\}")
_ROOTS = ("item.", "steps.", "inputs.", "outputs.", "pod.", "workflow.", "tasks.")
# Variables that only exist while the workflow runs.
_LATE = (
    "outputs.", "workflow.creationTimestamp", "workflow.scheduledTime", "workflow.duration", "tasks.name", "steps.name",
    "node.name",
)  # fmt: skip
ANY_ITEM = "item.*"
ANY_OUTPUT: Mapping[str, str] = {
    "workflow.outputs.parameters.": "workflow.outputs.parameters.*",
    "workflow.outputs.artifacts.": "workflow.outputs.artifacts.*",
}


class RefusedError(Exception):
    """A workflow that Argo refuses; the message is that of Argo."""


def check_names(objects: Iterable[Mapping[str, Any]], prefix: str, *, are_ports: bool = False) -> None:
    """Check that names are present, valid and unique. Raises RefusedError."""
    seen: set[str] = set()
    for number, each in enumerate(objects):
        name = str(each.get("name") or "")
        if not name:
            raise RefusedError(f"{prefix}[{number}].name is required")
        fault = find_port_fault(name) if are_ports else find_name_fault(name)
        if fault:
            raise RefusedError(f"{prefix}[{number}].name: '{name}' is invalid: {fault}")
        if name in seen:
            raise RefusedError(f"{prefix}[{number}].name '{name}' is not unique")
        seen.add(name)


def find_name_fault(name: str) -> str:
    """Return the error of the name of a template, step or task, "" without one."""
    faults = [f"must be no more than {_LONGEST} characters"] if len(name) > _LONGEST else []
    return ";".join(faults + ([] if _FIELD.fullmatch(name) else [_FIELD_RULE]))


def find_port_fault(name: str) -> str:
    """Return the error of the name of a parameter or artifact, "" without one."""
    return "" if _PORT.fullmatch(name) else _PORT_RULE


def has_tag(text: str) -> bool:
    """Return whether a name contains a tag, so that it is only known while the workflow runs."""
    return _TAG.search(text) is not None


class Layers:
    """The variables of a template, and those of one of its steps or tasks."""

    def __init__(self, *layers: Container[str]) -> None:
        self._layers = layers

    def __contains__(self, name: object) -> bool:
        return any(name in layer for layer in self._layers)


def check_tags(data: Any, scope: Container[str], global_names: Container[str], prefix: str) -> None:
    """Check that all tags refer to variables in scope. Raises RefusedError."""
    text = data if isinstance(data, str) else write(data)
    if "{{" not in text:
        return
    try:
        tags = [part for is_tag, part in split_tags(text) if is_tag]
    except EvaluationError as error:
        raise RefusedError(f"{prefix}{error.message}") from None
    for tag in tags:
        name = tag.strip(SPACES)
        if tag.startswith("=") or not name.startswith(_ROOTS) or name in scope or name in global_names:
            continue
        if not _is_late(name, scope):
            raise RefusedError(f"{prefix}failed to resolve {{{{{tag}}}}}")


def _is_late(name: str, scope: Container[str]) -> bool:
    if name.startswith("item.") and ANY_ITEM in scope:
        return True
    if any(name.startswith(root) and wildcard in scope for root, wildcard in ANY_OUTPUT.items()):
        return True
    return name.startswith(_LATE)
