"""Container sets: several containers in one pod, with dependencies.

Argo checks most of this itself (ContainerSetTemplate.Validate).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.argo.notation.names import check_dns_label
from argogen.context import Template
from argogen.linter.model.cycles import find_cycle
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.values.unreadable import find_unreadable
from argogen.suggestions import suggest
from argogen.yaml.node_path import NodePath

_Containers = Sequence[Mapping[str, Any]]


def check_container_sets(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report duplicate names, unknown and cyclic dependencies, and inputs or outputs without a main container."""
    for template in subject.all_templates:
        if template.container_set is not None:
            containers = template.container_set.get("containers") or ()
            yield from _check_names(template, containers)
            yield from _check_dependencies(template, containers)
            yield from _check_main(template, containers)


def _at(*below: str | int) -> NodePath:
    return ("containerSet", *below)


def _check_names(template: Template, containers: _Containers) -> Iterator[RuleDiagnostic]:
    if not containers:
        yield RuleDiagnostic("bad-container-set", "there is no container in this set", template.origin, "", below=_at())
    seen: set[str] = set()
    for index, container in enumerate(containers):
        name, below = str(container.get("name", "")), _at("containers", index, "name")
        found = find_unreadable(name, check_dns_label, "bad-name", template.origin, "name")
        yield from (diagnostic._replace(below=below) for diagnostic in found)
        if name in seen:
            message = f"there are two containers '{name}'"
            yield RuleDiagnostic("bad-container-set", message, template.origin, "rename one of them", below=below)
        seen.add(name)
        if not container.get("image"):
            message = f"'{name}' has no image"
            yield RuleDiagnostic("no-image", message, template.origin, "add image:", below=_at("containers", index))


def _check_dependencies(template: Template, containers: _Containers) -> Iterator[RuleDiagnostic]:
    needs = {str(it.get("name", "")): [str(need) for need in it.get("dependencies") or ()] for it in containers}
    for index, container in enumerate(containers):
        for number, need in enumerate(needs[str(container.get("name", ""))]):
            below = _at("containers", index, "dependencies", number)
            if need not in needs:
                hint = suggest(need, needs, f"there are {', '.join(needs)}")
                yield RuleDiagnostic(
                    "bad-container-set", f"there is no container '{need}'", template.origin, hint, below=below
                )
    cycle = find_cycle(needs)
    if cycle:
        index = next(i for i, container in enumerate(containers) if container.get("name") == cycle[0])
        message = f"these wait for each other: {' → '.join(cycle)}"
        below = _at("containers", index, "dependencies")
        yield RuleDiagnostic("bad-container-set", message, template.origin, "take one of them out", below=below)


def _check_main(template: Template, containers: _Containers) -> Iterator[RuleDiagnostic]:
    """Report inputs and outputs without a container `main`, which handles them."""
    names = {container.get("name") for container in containers}
    passes = template.outputs or template.output_artifacts or template.input_artifacts
    if passes and "main" not in names and containers:
        message = "what goes in and out does so by the container 'main', and there is none"
        below = _at("containers")
        yield RuleDiagnostic(
            "bad-container-set", message, template.origin, "call one of them main", key=True, below=below
        )
