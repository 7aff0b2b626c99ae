"""Names that hide others."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.diagnostics import Severity
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.node_path import NodePath

_LEVELS = ("steps", "tasks")


def find_shadowed_names(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report environment variables, volumes and steps that others of the same name hide."""
    yield from _find_variables(subject)
    yield from _find_volumes(subject)
    yield from _find_steps(subject)


def _find_variables(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report environment variables that are set twice: Kubernetes takes the last."""
    for container in subject.containers:
        names = [variable.get("name") for variable in container.fields.get("env") or ()]
        last = {name: index for index, name in enumerate(names)}
        for index, name in enumerate(names):
            if last[name] != index:
                message = f"the variable '{name}' is set again further down, and that one counts"
                below = (*container.below, "env", index, "name")
                yield RuleDiagnostic("shadowed-name", message, container.origin, "take one of them out", below=below)


def _find_volumes(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report volumes of a template with the name of one of the workflow, which they hide."""
    workflow = subject.workflow
    known = {volume.name for volume in workflow.volumes} | {claim.name for claim in workflow.volume_claims}
    for template in subject.all_templates:
        for volume in template.volumes:
            if volume.name in known:
                message = f"in this template, '{volume.name}' hides the workflow's volume of that name"
                yield RuleDiagnostic("shadowed-name", message, volume.origin, "give one of them another name")


def _find_steps(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report steps with the name of a step around them, which they hide."""
    levels: dict[NodePath, set[str]] = {}
    for caller in subject.callers:
        levels.setdefault(_list_levels(caller.call.origin)[-1], set()).add(caller.call.name)
    for caller in subject.callers:
        call = caller.call
        if any(call.name in levels.get(level, ()) for level in _list_levels(call.origin)[:-1]):
            message = f"in here, '{call.name}' hides the step of that name around it"
            hint = "give one of them another name if both are referred to"
            yield RuleDiagnostic("shadowed-name", message, call.origin, hint, text=call.name, severity=Severity.NOTE)


def _list_levels(path: NodePath) -> list[NodePath]:
    """Return the paths of the steps and tasks around a call, the outermost first; an inline template sees none."""
    found = [path[: index + 1] for index, key in enumerate(path) if key in _LEVELS]
    return [()] if "inline" in path or not found else found
