"""Decide whether a name is a variable of Argo with a value at its place."""

from __future__ import annotations

from argogen.argo.variables import list_names
from argogen.context import Template
from argogen.linter.model.subject import Subject

_OF_WORKFLOW = ("parameters", "labels", "annotations")
_PLAIN = frozenset(name for name in list_names("workflow") if name not in (*_OF_WORKFLOW, "outputs"))


def is_known(name: str, template: Template | None, subject: Subject) -> bool:
    """Return whether a name is an input, an output path, a step, or a variable of the workflow where it is written."""
    root, *rest = name.split(".")
    if root == "workflow":
        return _is_of_workflow(rest, subject)
    if template is None or len(rest) < 2:
        return False
    if root in ("inputs", "outputs"):
        return _is_declared(root, rest, template)
    return root in ("steps", "tasks") and rest[0] in subject.calls(template)


def _is_of_workflow(parts: list[str], subject: Subject) -> bool:
    if len(parts) == 1:
        return parts[0] in _PLAIN
    is_parameter = parts[:1] == ["parameters"]
    return bool(parts) and parts[0] in _OF_WORKFLOW and (not is_parameter or parts[1] in subject.parameters)


def _is_declared(root: str, parts: list[str], template: Template) -> bool:
    """Return whether an input parameter, or the path of an artifact or output, is declared."""
    kind, name, *rest = parts
    if (root, kind) == ("inputs", "parameters"):
        return not rest and any(each.name == name for each in template.inputs)
    if rest != ["path"]:
        return False
    if kind == "parameters":
        return any(each.name == name for each in template.outputs)
    artifacts = template.input_artifacts if root == "inputs" else template.output_artifacts
    return kind == "artifacts" and any(each.name == name for each in artifacts)
