"""Check for names that shadow others."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.diagnostics import Severity
from argogen.linter.model.subject import Language, Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.node_path import NodePath

_LEVELS = ("steps", "tasks")


def find_shadowed_names(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report environment variables, volumes and steps that shadow others with the same name."""
    yield from _find_variables(subject)
    yield from _find_volumes(subject)
    yield from _find_steps(subject)


def _find_variables(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report environment variables that are set twice: Kubernetes uses the last value."""
    for container in subject.containers:
        names = [variable.get("name") for variable in container.fields.get("env") or ()]
        last = {name: index for index, name in enumerate(names)}
        for index, name in enumerate(names):
            if last[name] != index:
                message = f"environment variable '{name}' is set again below, and this value is ignored"
                below = (*container.below, "env", index, "name")
                yield RuleDiagnostic("shadowed-name", message, container.origin, "remove one of them", below=below)


def _find_volumes(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report volumes of a template that shadow a volume of the workflow."""
    workflow = subject.workflow
    known = {volume.name for volume in workflow.volumes} | {claim.name for claim in workflow.volume_claims}
    for template in subject.all_templates:
        for volume in template.volumes:
            if volume.name in known:
                message = f"volume '{volume.name}' shadows the volume of the workflow with the same name"
                yield RuleDiagnostic("shadowed-name", message, volume.origin, "rename one of them")


def _find_steps(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report steps that shadow an enclosing step.

    The templates of manifests contain no others, and in runnable pipelines nothing refers to steps by their names.
    """
    if subject.language is not Language.PIPELINE:
        return
    levels: dict[NodePath, set[str]] = {}
    for caller in subject.callers:
        levels.setdefault(_list_levels(caller.call.origin)[-1], set()).add(caller.call.name)
    for caller in subject.callers:
        call = caller.call
        if any(call.name in levels.get(level, ()) for level in _list_levels(call.origin)[:-1]):
            message = f"step '{call.name}' shadows the enclosing step with the same name"
            hint = "rename one of them if both are referenced"
            yield RuleDiagnostic("shadowed-name", message, call.origin, hint, text=call.name, severity=Severity.NOTE)


def _list_levels(path: NodePath) -> list[NodePath]:
    """Return the paths of the enclosing steps and tasks, the outermost first; an inline template cannot access them."""
    found = [path[: index + 1] for index, key in enumerate(path) if key in _LEVELS]
    return [()] if "inline" in path or not found else found
