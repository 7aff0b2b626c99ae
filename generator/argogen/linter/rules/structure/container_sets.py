"""Check container sets: several containers in one pod, with dependencies.

Most of these checks are also in Argo (ContainerSetTemplate.Validate).
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
from argogen.suggestions import NameIndex, list_first, suggest
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
        message = "container set has no containers"
        yield RuleDiagnostic("invalid-container-set", message, template.origin, "add 'containers'", below=_at())
    seen: set[str] = set()
    for index, container in enumerate(containers):
        name, below = str(container.get("name", "")), _at("containers", index, "name")
        found = find_unreadable(name, check_dns_label, "invalid-name", template.origin, "name")
        yield from (diagnostic._replace(below=below) for diagnostic in found)
        if name in seen:
            message = f"duplicate container name '{name}'"
            yield RuleDiagnostic("invalid-container-set", message, template.origin, "rename one of them", below=below)
        seen.add(name)
        if not container.get("image"):
            message = f"container '{name}' has no image"
            below = _at("containers", index)
            yield RuleDiagnostic("missing-image", message, template.origin, "add 'image'", below=below)


def _check_dependencies(template: Template, containers: _Containers) -> Iterator[RuleDiagnostic]:
    needs = {str(it.get("name", "")): [str(need) for need in it.get("dependencies") or ()] for it in containers}
    names = NameIndex(needs)
    for index, container in enumerate(containers):
        for number, need in enumerate(needs[str(container.get("name", ""))]):
            below = _at("containers", index, "dependencies", number)
            if need not in needs:
                hint = suggest(need, names, f"known containers: {list_first(names)}")
                yield RuleDiagnostic(
                    "invalid-container-set", f"unknown container '{need}'", template.origin, hint, below=below
                )
    cycle = find_cycle(needs)
    if cycle:
        index = next(i for i, container in enumerate(containers) if container.get("name") == cycle[0])
        message = f"dependency cycle: {' → '.join(cycle)}"
        below = _at("containers", index, "dependencies")
        yield RuleDiagnostic(
            "invalid-container-set", message, template.origin, "remove one of these dependencies", below=below
        )


def _check_main(template: Template, containers: _Containers) -> Iterator[RuleDiagnostic]:
    """Report inputs and outputs without the container `main`, which they require."""
    names = {container.get("name") for container in containers}
    passes = template.outputs or template.output_artifacts or template.input_artifacts
    if passes and "main" not in names and containers:
        message = "inputs and outputs require a container with the name 'main'"
        below = _at("containers")
        yield RuleDiagnostic(
            "invalid-container-set",
            message,
            template.origin,
            "rename one of the containers to 'main'",
            key=True,
            below=below,
        )
